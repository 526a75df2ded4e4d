-- Articles with more than one current revision.
select article_id, count(*) as n_current
from articles
where state = 'current'
group by article_id
having count(*) > 1;
