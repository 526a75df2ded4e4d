-- How many numerals of each article no rule claimed, and which are the commonest.
-- Grain: one row per current article with such numerals. Source: unread, articles.
create or replace view unread_by_article as
with
counted as (
    select
        article_id,
        text,
        count(*) as n,
        row_number() over (partition by article_id order by count(*) desc, min(start_char)) as place
    from unread
    group by article_id, text
)
select
    a.article_id,
    a.title,
    a.published_on,
    a.source,
    sum(c.n)::bigint as n_unread,
    string_agg(c.text || case when c.n > 1 then ' ×' || c.n else '' end, '; ' order by c.place) filter (where c.place <= 5)
        as commonest
from counted as c
inner join articles as a on c.article_id = a.article_id and a.state = 'current'
group by a.article_id, a.title, a.published_on, a.source;

comment on view unread_by_article is 'How many numerals of each article no rule claimed, and which are the commonest; one row per article.';
comment on column unread_by_article.n_unread is 'Numerals that no rule claimed, in digits or in words.';
comment on column unread_by_article.commonest is 'The five commonest as written, first the commonest, then the first in the text.';
