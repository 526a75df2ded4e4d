-- Entities, figures and dates of current articles; one row per place in the text.
create table mentions (
    article_id varchar,
    mention_id integer,
    sentence_id integer,
    start_char integer,
    end_char integer,
    label varchar,
    text varchar,
    entity varchar,
    entity_scheme varchar,
    entity_basis varchar,
    rule varchar
);

comment on table mentions is 'Entities, figures and dates of current articles; one row per place in the text.';
comment on column mentions.article_id is 'The article: the id it states, else its path in the corpus.';
comment on column mentions.mention_id is 'Ordinal of the mention in its article, from 0.';
comment on column mentions.sentence_id is 'Ordinal of the sentence in its article, from 0.';
comment on column mentions.start_char is 'First character, counted from 0 in the text of the article.';
comment on column mentions.end_char is 'One past the last character.';
comment on column mentions.label is 'OntoNotes label: PERSON, ORG, GPE, LOC, FAC, NORP, EVENT, DATE, TIME, MONEY, PERCENT, QUANTITY, CARDINAL or ORDINAL.';
comment on column mentions.text is 'The exact characters.';
comment on column mentions.entity is 'Identity in entity_scheme; null when undecided.';
comment on column mentions.entity_scheme is 'iso3166 for countries and regions, alias for known organisations, name for the fullest form in the article.';
comment on column mentions.entity_basis is 'stated, context where the article decides between several, or default.';
comment on column mentions.rule is 'Rule that produced the row.';
