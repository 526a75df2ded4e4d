-- Who and where is named together with whom: in how many sentences and articles.
-- Grain: one row per pair of identities, each pair once in either order. Source: mentions with an identity.
create or replace view co_mentions as
with
named as (
    select distinct
        m.article_id,
        m.sentence_id,
        m.entity_scheme,
        m.entity
    from mentions as m
    inner join articles as a on m.article_id = a.article_id and a.state = 'current'
    where m.entity is not null
)
select
    one.entity,
    one.entity_scheme,
    other.entity as other,
    other.entity_scheme as other_scheme,
    count(*) as n_sentences,
    count(distinct one.article_id) as n_articles
from named as one
inner join named as other
    on one.article_id = other.article_id
    and one.sentence_id = other.sentence_id
    and (one.entity_scheme, one.entity) <> (other.entity_scheme, other.entity)
group by all;

comment on view co_mentions is 'Who and where is named with whom in one sentence; one row per pair, in either order.';
comment on column co_mentions.n_sentences is 'Sentences that name both.';
comment on column co_mentions.n_articles is 'Articles with such a sentence.';
