-- All revisions of all articles, with their text; one row per article and revision.
create table articles (
    article_id varchar,
    revision varchar,
    title varchar,
    author varchar,
    published_on date,
    source varchar,
    language varchar,
    text varchar,
    path varchar,
    rules varchar,
    dated_on date,
    dated_by varchar,
    state varchar
);

comment on table articles is 'All revisions of all articles, with their text; one row per article and revision.';
comment on column articles.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column articles.revision is '16 hex digits of the SHA-256 of metadata and text.';
comment on column articles.title is 'Headline.';
comment on column articles.author is 'Byline.';
comment on column articles.published_on is 'Day of publication, as the metadata states.';
comment on column articles.source is 'Publisher or agency.';
comment on column articles.language is 'BCP 47 language.';
comment on column articles.text is 'Clean text; all offsets count its characters.';
comment on column articles.path is 'File in the corpus that held it last.';
comment on column articles.rules is 'Digest of the rules that read it.';
comment on column articles.dated_on is 'The article''s own day, from which its relative dates were reckoned; null where nothing tells it.';
comment on column articles.dated_by is 'What told that day: metadata (published_on), dateline or text; null without it.';
comment on column articles.state is 'current, superseded by another revision, or withdrawn: its file is gone, or people withdrew it (withdrawals).';
