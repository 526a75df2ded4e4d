-- Every figure with its context: sums of money, percentages, quantities, counts, ratios and ranks.
-- Grain: one row per mention with label MONEY, PERCENT, QUANTITY, CARDINAL or ORDINAL. Source: mentions, figures.
create or replace view all_figures as
select
    citation_id(a.article_id, a.revision, m.start_char, m.end_char) as citation_id,
    m.article_id,
    a.title,
    a.published_on,
    a.source,
    s.text as sentence,
    m.label,
    m.text,
    f.value,
    f.low,
    f.high,
    f.unit,
    f.unit_basis,
    f.modifier,
    f.half_width,
    f.per,
    f.counts,
    f.numerator,
    f.denominator,
    m.rule,
    m.sentence_id,
    m.start_char,
    m.end_char
from mentions as m
inner join articles as a on m.article_id = a.article_id and a.state = 'current'
left join sentences as s on m.article_id = s.article_id and m.sentence_id = s.sentence_id
inner join figures as f on m.article_id = f.article_id and m.mention_id = f.mention_id;

comment on view all_figures is 'Every figure with its context: sums, percentages, quantities, counts, ratios and ranks; one row per mention.';
