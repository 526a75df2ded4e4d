-- Sentences of current articles; one row per sentence.
create table sentences (
    article_id varchar,
    sentence_id integer,
    start_char integer,
    end_char integer,
    text varchar
);

comment on table sentences is 'Sentences of current articles; one row per sentence.';
comment on column sentences.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column sentences.sentence_id is 'Ordinal of the sentence in its article, from 0.';
comment on column sentences.start_char is 'First character, counted from 0 in the text of the article.';
comment on column sentences.end_char is 'One past the last character.';
comment on column sentences.text is 'The sentence, with white space folded to single blanks.';
