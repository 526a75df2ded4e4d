-- What could not be read or did not pass a check; one row per fault, kept when it is mended.
create table quarantine (
    quarantine_id varchar,
    path varchar,
    line integer,
    article_id varchar,
    start_char integer,
    end_char integer,
    text varchar,
    sentence varchar,
    reason varchar,
    detail varchar,
    remedy varchar,
    is_open boolean
);

comment on table quarantine is 'What could not be read or did not pass a check; one row per fault, kept when it is mended.';
comment on column quarantine.quarantine_id is '16 hex digits made of place and reason: the same fault, the same id.';
comment on column quarantine.path is 'File in the corpus.';
comment on column quarantine.line is 'One-based line of the file.';
comment on column quarantine.article_id is 'Article, where one was read.';
comment on column quarantine.start_char is 'First character, counted from 0 in the text of the article.';
comment on column quarantine.end_char is 'One past the last character.';
comment on column quarantine.text is 'The characters at fault.';
comment on column quarantine.sentence is 'The sentence they stand in.';
comment on column quarantine.reason is 'Stable code of the fault.';
comment on column quarantine.detail is 'What was found.';
comment on column quarantine.remedy is 'What a person can do.';
comment on column quarantine.is_open is 'Whether the fault is still there.';
