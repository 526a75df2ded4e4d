-- Percentages, percentage points and basis points.
-- Grain: one row per mention. Source: all_figures.
create or replace view percentages as
select
    citation_id,
    article_id,
    title,
    published_on,
    source,
    sentence,
    text,
    value,                          -- in percent: 6.5, not 0.065
    low,
    high,
    unit,
    modifier,
    half_width,
    per,
    rule,
    start_char,
    end_char
from all_figures
where label = 'PERCENT';

comment on view percentages is 'Percentages, percentage points and basis points; one row per mention.';
comment on column percentages.citation_id is 'Pass it to cite().';
comment on column percentages.value is 'In unit, scale word applied; null for a range.';
comment on column percentages.low is 'Lower end of a range, in unit.';
comment on column percentages.high is 'Upper end of a range, in unit.';
comment on column percentages.half_width is 'Half of the last digit written, in unit.';
comment on column percentages.per is 'What a rate is for one of: barrel in $80 a barrel; null for no rate.';
comment on column percentages.sentence is 'The sentence that states it.';
comment on column percentages.unit is 'percent, percentage-point or basis-point.';
