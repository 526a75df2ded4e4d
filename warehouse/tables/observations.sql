-- What articles claim with a figure: as yet only figures that are given in two units; one row per claim.
create table observations (
    article_id varchar,
    observation_id integer,
    mention_id integer,
    value decimal(38, 9),
    low decimal(38, 9),
    high decimal(38, 9),
    unit varchar,
    sentence_id integer,
    rule varchar
);

comment on table observations is 'What articles claim with a figure: as yet only figures that are given in two units; one row per claim.';
comment on column observations.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column observations.observation_id is 'Ordinal of the observation in its article, from 0.';
comment on column observations.mention_id is 'The figure, in the table figures.';
comment on column observations.value is 'In unit, scale word applied; null for a range and where vague.';
comment on column observations.low is 'Lower end of a range.';
comment on column observations.high is 'Upper end of a range.';
comment on column observations.unit is 'ISO 4217.';
comment on column observations.sentence_id is 'Ordinal of the sentence in its article, from 0.';
comment on column observations.rule is 'Rule that produced the row.';
