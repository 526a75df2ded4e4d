-- Articles that people withdrew; one row per article, as the corpus says.
create table withdrawals (
    article_id varchar,
    path varchar,
    reason varchar,
    withdrawn_by varchar,
    withdrawn_at timestamp
);

comment on table withdrawals is 'Articles that people withdrew; one row per article, as the corpus says.';
comment on column withdrawals.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column withdrawals.path is 'File in the corpus that held it, where one was known.';
comment on column withdrawals.reason is 'Why, in the words of who withdrew it.';
comment on column withdrawals.withdrawn_by is 'Who withdrew it.';
comment on column withdrawals.withdrawn_at is 'When, UTC.';
