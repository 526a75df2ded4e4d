-- Loads; one row per run that published.
create table runs (
    run_id integer,
    started_at timestamp,
    finished_at timestamp,
    n_new integer,
    n_changed integer,
    n_again integer,
    n_withdrawn integer,
    n_quarantined integer,
    n_left integer,
    version varchar
);

comment on table runs is 'Loads; one row per run that published.';
comment on column runs.run_id is 'Ordinal, from 1; the number of its snapshot.';
comment on column runs.started_at is 'UTC.';
comment on column runs.finished_at is 'UTC; just before publication.';
comment on column runs.n_new is 'Articles read for the first time.';
comment on column runs.n_changed is 'Articles with another revision than before.';
comment on column runs.n_again is 'Articles read again because the rules had changed, or somebody asked for it.';
comment on column runs.n_withdrawn is 'Articles whose file or line is gone, or that people withdrew.';
comment on column runs.n_quarantined is 'Faults open after the run.';
comment on column runs.n_left is 'Articles left to be read again by the next slice, which replaces this snapshot; else 0.';
comment on column runs.version is 'Version of newsledger.';
