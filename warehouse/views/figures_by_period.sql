-- Every figure with the period that stands in its clause, else in its sentence, else the last one told before it.
-- Grain: one row per figure, of any label of all_figures. Source: all_figures, mentions, periods.
-- A first reading: nothing in it knows what the figure is of. A clause ends at a stop, a comma before a word, a conjunction, and a word
-- that brings what is compared (from, than, against), so that "rose to $5m in 2023 from $4m in 2022" gives each its own year.
create or replace view figures_by_period as
with
dated as (
    select
        m.article_id,
        m.mention_id,
        m.sentence_id,
        m.start_char,
        m.end_char,
        m.text,
        p.first_day,
        p.last_day,
        p.granularity,
        p.date_basis,
        p.vague
    from mentions as m
    inner join periods as p on m.article_id = p.article_id and m.mention_id = p.mention_id
    where p.first_day is not null
),
beside as (
    select
        f.article_id,
        f.start_char as figure_char,
        d.text as period_text,
        d.first_day,
        d.last_day,
        d.granularity,
        d.date_basis,
        d.vague,
        if(
            regexp_matches(
                substring(
                    a.text,
                    least(f.end_char, d.end_char) + 1,
                    greatest(f.start_char, d.start_char) - least(f.end_char, d.end_char)
                ),
                '[;:]|,\s+[a-z]|\b(and|but|while|whereas|from|than|against|versus|vs|after|compared)\b'
            ),
            'sentence',
            'clause'
        ) as chosen_by
    from all_figures as f
    inner join articles as a on f.article_id = a.article_id and a.state = 'current'
    inner join dated as d on f.article_id = d.article_id and f.sentence_id = d.sentence_id
    qualify row_number() over (
        partition by f.article_id, f.start_char
        order by chosen_by, if(d.start_char >= f.end_char, d.start_char - f.end_char, f.start_char - d.end_char), d.start_char
    ) = 1
),
-- A day in another sentence is when somebody spoke, not when a figure holds.
earlier as (
    select
        f.article_id,
        f.start_char as figure_char,
        d.text as period_text,
        d.first_day,
        d.last_day,
        d.granularity,
        d.date_basis,
        d.vague,
        'focus' as chosen_by
    from all_figures as f
    asof inner join (select * from dated where granularity <> 'day') as d
        on f.article_id = d.article_id and f.start_char > d.start_char
),
chosen as (
    select * from beside
    union all
    select * from earlier anti join beside using (article_id, figure_char)
)
select
    f.citation_id,
    f.article_id,
    f.title,
    f.published_on,
    f.source,
    f.sentence,
    f.label,
    f.text,
    f.value,
    f.low,
    f.high,
    f.unit,
    f.modifier,
    c.period_text,
    c.first_day,
    c.last_day,
    c.granularity,
    c.date_basis,
    c.vague,
    c.chosen_by,
    f.start_char,
    f.end_char
from all_figures as f
left join chosen as c on f.article_id = c.article_id and f.start_char = c.figure_char;

comment on view figures_by_period is 'Every figure with the period that stands nearest: a first reading; one row per mention.';
comment on column figures_by_period.period_text is 'The date as written; null where the article tells none before.';
comment on column figures_by_period.first_day is 'First day of the period, inclusive.';
comment on column figures_by_period.last_day is 'Last day, inclusive.';
comment on column figures_by_period.date_basis is 'What the days were reckoned from: stated, article or focus.';
comment on column figures_by_period.vague is 'True where the edges of the period are not fixed.';
comment on column figures_by_period.chosen_by is 'clause, sentence, or focus: the last period told in an earlier sentence, days aside.';
