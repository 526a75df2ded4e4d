-- Mentions that stand twice.
select article_id, mention_id, count(*) as n_rows
from mentions
group by article_id, mention_id
having count(*) > 1;
