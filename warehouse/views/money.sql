-- Sums of money, in the currency they were written in; nothing is converted.
-- Grain: one row per mention. Source: all_figures.
create or replace view money as
select
    citation_id,
    article_id,
    title,
    published_on,
    source,
    sentence,
    text,
    value,                          -- major units (pounds, not pence)
    low,
    high,
    unit,                           -- ISO 4217; null when undecided
    unit_basis,
    modifier,
    half_width,
    per,
    rule,
    start_char,
    end_char
from all_figures
where label = 'MONEY';

comment on view money is 'Sums of money, in the currency they were written in; one row per mention.';
comment on column money.citation_id is 'Pass it to cite().';
comment on column money.value is 'In unit, scale word applied; null for a range.';
comment on column money.low is 'Lower end of a range, in unit.';
comment on column money.high is 'Upper end of a range, in unit.';
comment on column money.half_width is 'Half of the last digit written, in unit.';
comment on column money.per is 'What a rate is for one of: barrel in $80 a barrel; null for no rate.';
comment on column money.sentence is 'The sentence that states it.';
comment on column money.unit is 'ISO 4217; null when undecided.';
comment on column money.unit_basis is 'What decided the currency.';
