-- Numerals of current articles, in digits or in words, that no rule claimed; one row per numeral.
create table unread (
    article_id varchar,
    sentence_id integer,
    start_char integer,
    end_char integer,
    text varchar
);

comment on table unread is 'Numerals of current articles, in digits or in words, that no rule claimed; one row per numeral.';
comment on column unread.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column unread.sentence_id is 'Ordinal of the sentence in its article, from 0.';
comment on column unread.start_char is 'First character, counted from 0 in the text of the article.';
comment on column unread.end_char is 'One past the last character.';
comment on column unread.text is 'The numeral as written.';
