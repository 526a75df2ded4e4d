-- A citation that stays valid: article, revision and half-open characters.
create or replace macro citation_id(article_id, revision, start_char, end_char) as
    article_id || '@' || revision || ':' || start_char || '-' || end_char;
