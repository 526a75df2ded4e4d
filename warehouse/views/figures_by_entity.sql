-- Who and where appears with which figures: a first reading by sentences, until claims tell whose a figure is.
-- Grain: one row per figure and identity named in its sentence. Source: all_figures, mentions.
create or replace view figures_by_entity as
with
named as (
    select
        article_id,
        sentence_id,
        entity,
        entity_scheme,
        list(distinct label order by label) as labels,
        min(start_char) as start_char
    from mentions
    where entity is not null
    group by article_id, sentence_id, entity, entity_scheme
)
select
    n.entity,
    n.entity_scheme,
    n.labels,
    f.label,
    f.text,
    f.value,
    f.low,
    f.high,
    f.unit,
    f.modifier,
    f.per,
    f.title,
    f.published_on,
    f.source,
    f.sentence,
    f.citation_id,
    f.article_id,
    f.start_char,
    abs(f.start_char - n.start_char) as n_chars_apart
from all_figures as f
inner join named as n on f.article_id = n.article_id and f.sentence_id = n.sentence_id;

comment on view figures_by_entity is 'Figures in sentences that name somebody or something; one row per figure and identity.';
comment on column figures_by_entity.labels is 'Labels of the identity''s mentions in the sentence.';
comment on column figures_by_entity.n_chars_apart is 'Characters between the figure and the first mention of the identity in the sentence.';
comment on column figures_by_entity.citation_id is 'Pass it to cite().';
