-- Figures and periods without their mention, or mentions without their reading.
select m.article_id, m.mention_id, m.label
from mentions as m
left join figures as f on m.article_id = f.article_id and m.mention_id = f.mention_id
left join periods as p on m.article_id = p.article_id and m.mention_id = p.mention_id
where (m.label in ('MONEY', 'PERCENT', 'QUANTITY', 'CARDINAL', 'ORDINAL')) <> (f.article_id is not null)
    or (m.label in ('DATE', 'TIME')) <> (p.article_id is not null)
union all
select f.article_id, f.mention_id, 'figure without mention'
from figures as f
anti join mentions as m on m.article_id = f.article_id and m.mention_id = f.mention_id;
