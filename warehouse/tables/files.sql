-- Files of the corpus as the last run saw them; one row per file.
create table files (
    path varchar,
    size_bytes bigint,
    modified_ns bigint,
    sha256 varchar
);

comment on table files is 'Files of the corpus as the last run saw them; one row per file.';
comment on column files.path is 'Path in the corpus.';
comment on column files.size_bytes is 'Size.';
comment on column files.modified_ns is 'Time of modification, nanoseconds since 1970.';
comment on column files.sha256 is 'SHA-256 of the bytes.';
