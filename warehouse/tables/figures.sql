-- Readings of MONEY, PERCENT, QUANTITY, CARDINAL and ORDINAL mentions; one row per mention.
create table figures (
    article_id varchar,
    mention_id integer,
    value decimal(38, 9),
    low decimal(38, 9),
    high decimal(38, 9),
    unit varchar,
    unit_basis varchar,
    modifier varchar,
    half_width decimal(38, 9),
    per varchar,
    vague boolean,
    counts varchar,
    numerator integer,
    denominator integer
);

comment on table figures is 'Readings of MONEY, PERCENT, QUANTITY, CARDINAL and ORDINAL mentions; one row per mention.';
comment on column figures.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column figures.mention_id is 'Ordinal of the mention in its article, from 0.';
comment on column figures.value is 'In unit, scale word applied; null for a range.';
comment on column figures.low is 'Lower end of a range.';
comment on column figures.high is 'Upper end of a range.';
comment on column figures.unit is 'ISO 4217 for MONEY, null when undecided; percent, percentage-point or basis-point; tonne, kilometre …; times or fraction; null for counts.';
comment on column figures.unit_basis is 'What decided the currency: code, symbol, name, article, default or unknown.';
comment on column figures.modifier is 'Hedge: about, almost, at least, at most, more than or less than.';
comment on column figures.half_width is 'Half of the last digit written, in unit.';
comment on column figures.per is 'What a rate is for one of: barrel in $80 a barrel; null for no rate.';
comment on column figures.vague is 'True where no number is told: hundreds of millions of dollars.';
comment on column figures.counts is 'What is counted, as written: Kazakh producers in 40 Kazakh producers.';
comment on column figures.numerator is 'Of a fraction: 2 in two thirds.';
comment on column figures.denominator is 'Of a fraction: 3 in two thirds.';
