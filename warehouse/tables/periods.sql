-- Readings of DATE and TIME mentions; one row per mention.
create table periods (
    article_id varchar,
    mention_id integer,
    first_day date,
    last_day date,
    granularity varchar,
    date_basis varchar,
    vague boolean,
    value decimal(38, 9),
    unit varchar,
    clock varchar,
    zone varchar
);

comment on table periods is 'Readings of DATE and TIME mentions: days, durations, ages, times; one row per mention.';
comment on column periods.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column periods.mention_id is 'Ordinal of the mention in its article, from 0.';
comment on column periods.first_day is 'First day, inclusive; null where the text does not settle it, and for durations, ages and times.';
comment on column periods.last_day is 'Last day, inclusive.';
comment on column periods.granularity is 'Finest unit named: day-part, day, week, month, quarter, season, half, year, decade, century; null for durations, ages, clocks.';
comment on column periods.date_basis is 'stated; article, reckoned from the article''s date; focus, from another date in the text; null without days.';
comment on column periods.vague is 'True where the edges are not fixed (early 2022): the days are by a custom, docs/dates.md.';
comment on column periods.value is 'How long a duration is, or how old an age, in unit.';
comment on column periods.unit is 'year, month, hour and the like.';
comment on column periods.clock is '24-hour HH:MM of a time that states it whole.';
comment on column periods.zone is 'Zone of a time as its usual letters, or local.';
