-- Readings of DATE mentions; one row per mention.
create table periods (
    article_id varchar,
    mention_id integer,
    first_day date,
    last_day date,
    granularity varchar,
    date_basis varchar
);

comment on table periods is 'Readings of DATE mentions; one row per mention.';
comment on column periods.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column periods.mention_id is 'Ordinal of the mention in its article, from 0.';
comment on column periods.first_day is 'First day, inclusive; null when the text does not settle it.';
comment on column periods.last_day is 'Last day, inclusive.';
comment on column periods.granularity is 'Finest unit named: day, month, quarter, half, year or decade.';
comment on column periods.date_basis is 'stated; null when the days are not settled.';
