-- Sums given in two currencies, and the rate of exchange that each pair implies.
-- Grain: one row per link of kind equivalent between sums of money. Source: links, observations, mentions, figures.
-- Which currency is counted per one of which follows the custom of the market, whichever was written first: dollars per euro,
-- yuan per dollar; between two that are not listed below, the cheaper one per one of the dearer. A range counts by its middle.
-- The interval is what the rounding of both sums allows; hedges ("about") are not in it.
create or replace view implied_rates as
with
sums as (
    select
        o.article_id,
        o.observation_id,
        o.sentence_id,
        m.text,
        m.start_char,
        m.end_char,
        o.value,
        o.low,
        o.high,
        o.unit,
        f.modifier,
        o.rule,
        abs(coalesce(o.value, (o.low + o.high) / 2)::double) as amount,
        f.half_width::double as margin,
        list_position(['EUR', 'GBP', 'AUD', 'NZD', 'USD', 'CAD', 'CHF'], o.unit) as place
    from observations as o
    inner join mentions as m on o.article_id = m.article_id and o.mention_id = m.mention_id and m.label = 'MONEY'
    inner join figures as f on o.article_id = f.article_id and o.mention_id = f.mention_id
),
pairs as (
    select
        a.article_id,
        a.revision,
        a.title,
        a.published_on,
        a.source,
        s.text as sentence,
        x.text,
        x.value,
        x.low,
        x.high,
        x.unit,
        x.modifier,
        x.amount,
        x.margin,
        y.text as equivalent_text,
        y.value as equivalent_value,
        y.low as equivalent_low,
        y.high as equivalent_high,
        y.unit as equivalent_unit,
        y.modifier as equivalent_modifier,
        y.amount as equivalent_amount,
        y.margin as equivalent_margin,
        case
            when x.place is null and y.place is null then x.amount < y.amount
            else coalesce(x.place, 99) < coalesce(y.place, 99)
        end as is_per_first,
        y.rule,
        least(x.start_char, y.start_char) as start_char,
        greatest(x.end_char, y.end_char) as end_char
    from links as l
    inner join sums as x on l.article_id = x.article_id and l.to_observation = x.observation_id
    inner join sums as y on l.article_id = y.article_id and l.from_observation = y.observation_id
    inner join articles as a on l.article_id = a.article_id and a.state = 'current'
    inner join sentences as s on x.article_id = s.article_id and x.sentence_id = s.sentence_id
    where l.kind = 'equivalent'
),
quotients as (
    select
        *,
        if(is_per_first, equivalent_amount, amount) as counted,
        if(is_per_first, equivalent_margin, margin) as counted_margin,
        if(is_per_first, amount, equivalent_amount) as base,
        if(is_per_first, margin, equivalent_margin) as base_margin
    from pairs
)
select
    citation_id(article_id, revision, start_char, end_char) as citation_id,
    article_id,
    title,
    published_on,
    source,
    sentence,
    text,
    value,                          -- major units (pounds, not pence)
    low,
    high,
    unit,                           -- ISO 4217
    modifier,
    equivalent_text,
    equivalent_value,
    equivalent_low,
    equivalent_high,
    equivalent_unit,
    equivalent_modifier,
    significant(counted / nullif(base, 0)) as rate,
    significant(greatest(counted - counted_margin, 0) / nullif(base + base_margin, 0)) as rate_low,
    significant((counted + counted_margin) / nullif(greatest(base - base_margin, 0), 0)) as rate_high,
    if(is_per_first, equivalent_unit, unit) as rate_unit,
    if(is_per_first, unit, equivalent_unit) as rate_per,
    rule,
    start_char,
    end_char
from quotients;

comment on view implied_rates is 'Sums given in two currencies, and the rate that each pair implies; one row per pair.';
comment on column implied_rates.citation_id is 'From the one sum to the other; pass it to cite().';
comment on column implied_rates.sentence is 'The sentence that states both.';
comment on column implied_rates.text is 'The sum that is given first.';
comment on column implied_rates.value is 'In unit, scale word applied; null for a range and where vague.';
comment on column implied_rates.low is 'Lower end of a range, in unit.';
comment on column implied_rates.high is 'Upper end of a range, in unit.';
comment on column implied_rates.equivalent_text is 'The sum that restates it.';
comment on column implied_rates.equivalent_value is 'In equivalent_unit, scale word applied; null for a range and where vague.';
comment on column implied_rates.rate is 'How many of rate_unit for one of rate_per, six digits; of a range, by its middle; null where one is vague.';
comment on column implied_rates.rate_low is 'Lowest rate that the rounding of both sums allows; null for nought.';
comment on column implied_rates.rate_high is 'Highest such rate; null where there is none.';
comment on column implied_rates.rate_unit is 'The currency counted, ISO 4217.';
comment on column implied_rates.rate_per is 'The currency that the rate is for one of, ISO 4217.';
comment on column implied_rates.rule is 'Rule that paired the two.';
