-- Who and where is named in each article, and how often.
-- Grain: one row per (article_id, label, entity). Source: mentions; undecided identities go by their text.
create or replace view entities_by_article as
select
    m.article_id,
    a.title,
    a.published_on,
    a.source,
    m.label,
    coalesce(m.entity, m.text) as entity,
    min(m.entity_scheme) as entity_scheme,
    count(*) as n_mentions,
    list(distinct m.text order by m.text) as forms
from mentions as m
inner join articles as a on m.article_id = a.article_id and a.state = 'current'
where m.label in ('PERSON', 'NORP', 'ORG', 'GPE', 'LOC', 'FAC', 'EVENT')
group by all;

comment on view entities_by_article is 'Who and where is named in each article; one row per article, label and entity.';
comment on column entities_by_article.forms is 'The wordings met, sorted.';
