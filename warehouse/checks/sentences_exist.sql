-- Mentions outside of their sentence.
select m.article_id, m.mention_id
from mentions as m
left join sentences as s on m.article_id = s.article_id and m.sentence_id = s.sentence_id
where s.article_id is null or m.start_char < s.start_char or m.start_char >= s.end_char;
