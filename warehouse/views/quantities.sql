-- Lengths, weights, areas, volumes, energy and other measures, in the unit they were written in; nothing is converted.
-- Grain: one row per mention. Source: all_figures.
create or replace view quantities as
select
    citation_id,
    article_id,
    title,
    published_on,
    source,
    sentence,
    text,
    value,                          -- in unit: 3000000 for 3 million tons
    low,
    high,
    unit,                           -- tonne, kilometre, barrel …: data/measures.csv
    modifier,
    half_width,
    per,
    rule,
    start_char,
    end_char
from all_figures
where label = 'QUANTITY';

comment on view quantities is 'Lengths, weights, areas, volumes, energy and other measures, as written; one row per mention.';
comment on column quantities.citation_id is 'Pass it to cite().';
comment on column quantities.value is 'In unit, scale word applied; null for a range.';
comment on column quantities.low is 'Lower end of a range, in unit.';
comment on column quantities.high is 'Upper end of a range, in unit.';
comment on column quantities.half_width is 'Half of the last digit written, in unit.';
comment on column quantities.per is 'What a rate is for one of: day in 260,000 barrels a day; null for no rate.';
comment on column quantities.sentence is 'The sentence that states it.';
comment on column quantities.unit is 'The unit in the singular: tonne, square-metre, barrel.';
