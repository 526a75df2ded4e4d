-- What built this database; one row.
create table ledger (
    tables_digest varchar,
    objects_digest varchar,
    rules varchar
);

comment on table ledger is 'What built this database; one row.';
comment on column ledger.tables_digest is 'Digest of the declared tables.';
comment on column ledger.objects_digest is 'Digest of views, macros and checks.';
comment on column ledger.rules is 'Digest of the rules.';
