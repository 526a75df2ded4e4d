-- How two observations of an article belong together; one row per link.
create table links (
    article_id varchar,
    kind varchar,
    from_observation integer,
    to_observation integer
);

comment on table links is 'How two observations of an article belong together; one row per link.';
comment on column links.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column links.kind is 'equivalent: one amount in two currencies or units, from the restated figure to the first.';
comment on column links.from_observation is 'Where the link begins: observation_id in the table observations.';
comment on column links.to_observation is 'Where it ends: observation_id in the table observations.';
