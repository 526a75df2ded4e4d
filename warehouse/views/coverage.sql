-- How much of each article was read: numerals inside a mention and numerals that no rule claimed.
-- Grain: one row per current article. Source: sentences, mentions, unread.
create or replace view coverage as
with
found as (
    select
        article_id,
        count(*) as n_mentions,
        count(*) filter (where label in ('MONEY', 'PERCENT', 'QUANTITY', 'CARDINAL', 'ORDINAL')) as n_figures,
        count(*) filter (where regexp_matches(text, '[0-9]')) as n_read
    from mentions
    group by article_id
),
left_over as (
    select
        article_id,
        count(*) as n_unread,
        count(*) filter (where regexp_matches(text, '[0-9]')) as n_unread_digits
    from unread
    group by article_id
),
lines as (
    select
        article_id,
        count(*) as n_sentences
    from sentences
    group by article_id
)
select
    a.article_id,
    a.title,
    a.published_on,
    a.dated_on,
    a.dated_by,
    a.source,
    coalesce(l.n_sentences, 0) as n_sentences,
    coalesce(f.n_mentions, 0) as n_mentions,
    coalesce(f.n_figures, 0) as n_figures,
    coalesce(u.n_unread, 0) as n_unread,
    round(
        100.0 * coalesce(f.n_read, 0) / nullif(coalesce(f.n_read, 0) + coalesce(u.n_unread_digits, 0), 0), 1
    ) as read_percent
from articles as a
left join found as f on a.article_id = f.article_id
left join left_over as u on a.article_id = u.article_id
left join lines as l on a.article_id = l.article_id
where a.state = 'current';

comment on view coverage is 'How much of each article was read; one row per current article.';
comment on column coverage.dated_on is 'The article''s own day, from which its relative dates were reckoned; null where nothing tells it.';
comment on column coverage.dated_by is 'What told that day: metadata (published_on), dateline or text; null without it.';
comment on column coverage.n_unread is 'Numerals that no rule claimed, in digits or in words.';
comment on column coverage.read_percent is 'Mentions with a digit, in percent of those and the unread numerals in digits; null without any.';
