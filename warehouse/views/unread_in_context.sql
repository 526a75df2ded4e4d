-- Numerals of current articles that no rule claimed, each in its sentence: the ledger of what was not read.
-- Grain: one row per numeral. Source: unread, articles, sentences.
-- What is commonest: select word_after, count(*) from unread_in_context group by word_after order by 2 desc
create or replace view unread_in_context as
select
    citation_id(a.article_id, a.revision, u.start_char, u.end_char) as citation_id,
    u.article_id,
    a.title,
    a.published_on,
    a.source,
    s.text as sentence,
    u.text,
    nullif(lower(regexp_extract(substring(a.text, u.end_char + 1, 40), '^[\s-]*([[:alpha:]]+)', 1)), '') as word_after,
    u.sentence_id,
    u.start_char,
    u.end_char
from unread as u
inner join articles as a on u.article_id = a.article_id and a.state = 'current'
left join sentences as s on u.article_id = s.article_id and u.sentence_id = s.sentence_id;

comment on view unread_in_context is 'Numerals of current articles that no rule claimed, each in its sentence; one row per numeral.';
comment on column unread_in_context.citation_id is 'Pass it to cite(), or to newsledger explain.';
comment on column unread_in_context.text is 'The numeral as written, in digits or in words.';
comment on column unread_in_context.word_after is 'The word after it, in small letters: what it counts, more often than not; null where none follows.';
comment on column unread_in_context.sentence is 'The sentence that holds it.';
