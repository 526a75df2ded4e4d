-- Who and where the corpus names: every identity with its wordings. Codes (iso3166, alias) are the same thing in all articles;
-- equal names are only the same name.
-- Grain: one row per (entity_scheme, entity). Source: mentions with an identity.
create or replace view entities as
with
wordings as (
    select
        m.entity_scheme,
        m.entity,
        regexp_replace(m.text, '\s+', ' ', 'g') as form,
        count(*) as n_mentions,
        count(*) filter (where m.label = 'NORP') as n_adjectives
    from mentions as m
    inner join articles as a on m.article_id = a.article_id and a.state = 'current'
    where m.entity is not null
    group by all
),
forms as (
    select
        entity_scheme,
        entity,
        -- "Kazakhstan" rather than "Kazakh", however often either is met.
        arg_min(form, (n_adjectives > 0, -n_mentions, -length(form), form)) as usual_form,
        map_from_entries(list((form, n_mentions) order by n_mentions desc, form)) as forms
    from wordings
    group by all
),
met as (
    select
        m.entity_scheme,
        m.entity,
        list(distinct m.label order by m.label) as labels,
        count(*) as n_mentions,
        count(distinct m.article_id) as n_articles,
        min(a.published_on) as first_published_on,
        max(a.published_on) as last_published_on
    from mentions as m
    inner join articles as a on m.article_id = a.article_id and a.state = 'current'
    where m.entity is not null
    group by all
)
select
    met.entity,
    met.entity_scheme,
    if(met.entity_scheme = 'name', met.entity, forms.usual_form) as name,
    met.labels,
    met.n_mentions,
    met.n_articles,
    met.first_published_on,
    met.last_published_on,
    forms.forms
from met
inner join forms on met.entity_scheme = forms.entity_scheme and met.entity = forms.entity;

comment on view entities is 'Who and where the corpus names; one row per identity.';
comment on column entities.entity is 'Code or name; equal codes are the same thing, equal names only the same name.';
comment on column entities.name is 'The wording met most often, adjectives last; the name itself where that is the identity.';
comment on column entities.labels is 'Labels that its mentions have, sorted.';
comment on column entities.forms is 'Every wording with the number of its mentions, the most frequent first.';
