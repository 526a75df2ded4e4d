-- Counts and ratios: how many of what, how many times, what part. Ranks (ORDINAL) are in all_figures.
-- Grain: one row per mention. Source: all_figures.
create or replace view counts as
select
    citation_id,
    article_id,
    title,
    published_on,
    source,
    sentence,
    text,
    value,                          -- a fraction as a decimal, rounded to nine places
    low,
    high,
    counts,                         -- the words of the text
    unit,                           -- times or fraction; null for counts
    numerator,
    denominator,
    modifier,
    half_width,
    per,
    rule,
    start_char,
    end_char
from all_figures
where label = 'CARDINAL';

comment on view counts is 'Counts and ratios: how many of what, how many times, what part; one row per mention.';
comment on column counts.citation_id is 'Pass it to cite().';
comment on column counts.value is 'Scale word applied; a fraction as a decimal; null for a range and where no number is told.';
comment on column counts.low is 'Lower end of a range.';
comment on column counts.high is 'Upper end of a range.';
comment on column counts.counts is 'What is counted, as written: Kazakh producers; null where no noun follows.';
comment on column counts.unit is 'times for multiples, fraction for parts; null for counts.';
comment on column counts.numerator is 'Of a fraction: 2 in two thirds.';
comment on column counts.denominator is 'Of a fraction: 3 in two thirds.';
comment on column counts.half_width is 'Half of the last digit written.';
comment on column counts.per is 'What a rate is for one of: month in 38,000 wafers a month; null for no rate.';
comment on column counts.sentence is 'The sentence that states it.';
