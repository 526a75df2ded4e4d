-- How recent the ledger is, for each source.
-- Grain: one row per source (null: none stated). Source: articles, ledger, runs.
create or replace view freshness as
select
    source,
    count(*) as n_articles,
    min(published_on) as first_published_on,
    max(published_on) as last_published_on,
    count(*) filter (where rules is distinct from (select rules from ledger)) as n_stale,
    (select max(finished_at) from runs) as last_run_at
from articles
where state = 'current'
group by source;

comment on view freshness is 'How recent the ledger is; one row per source.';
comment on column freshness.n_stale is 'Articles whose readings are still those of other rules than the last load had.';
comment on column freshness.last_run_at is 'When the last load was published, UTC.';
