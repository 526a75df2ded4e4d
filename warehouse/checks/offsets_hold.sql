-- Mentions whose offsets do not give their text.
select m.article_id, m.mention_id, m.text
from mentions as m
inner join articles as a on m.article_id = a.article_id and a.state = 'current'
where substring(a.text, m.start_char + 1, m.end_char - m.start_char) <> m.text;
