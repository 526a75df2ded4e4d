-- Facts of articles that are not current.
select f.article_id, f.place
from (
    select distinct article_id, 'sentences' as place from sentences
    union all select distinct article_id, 'mentions' from mentions
    union all select distinct article_id, 'figures' from figures
    union all select distinct article_id, 'periods' from periods
    union all select distinct article_id, 'observations' from observations
    union all select distinct article_id, 'links' from links
    union all select distinct article_id, 'unread' from unread
) as f
where not exists (select 1 from articles as a where a.article_id = f.article_id and a.state = 'current');
