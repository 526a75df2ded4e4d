-- Every mention with its article, date, source and sentence.
-- Grain: one row per mention. Source: mentions.
create or replace view mentions_in_context as
select
    citation_id(a.article_id, a.revision, m.start_char, m.end_char) as citation_id,
    m.article_id,
    a.title,
    a.published_on,
    a.source,
    m.sentence_id,
    s.text as sentence,
    m.label,
    m.text,
    m.entity,
    m.entity_scheme,
    m.entity_basis,
    m.rule,
    m.start_char,
    m.end_char
from mentions as m
inner join articles as a on m.article_id = a.article_id and a.state = 'current'
left join sentences as s on m.article_id = s.article_id and m.sentence_id = s.sentence_id;

comment on view mentions_in_context is 'Every mention with its article, date, source and sentence; one row per mention.';
