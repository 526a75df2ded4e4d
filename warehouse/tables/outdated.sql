-- Since when faults are closed and revisions no longer current; one row per fault or revision. Retention goes by it.
create table outdated (
    kind varchar,
    key varchar,
    outdated_at timestamp
);

comment on table outdated is 'Since when faults are closed and revisions no longer current; one row each. Retention goes by it.';
comment on column outdated.kind is 'fault (table quarantine) or revision (table articles).';
comment on column outdated.key is 'quarantine_id, or article_id@revision.';
comment on column outdated.outdated_at is 'UTC, when the run that first found it so was published.';
