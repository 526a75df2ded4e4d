-- Articles that are no longer in force, and why.
-- Grain: one row per article. Source: articles, withdrawals; also those withdrawn before they were ever loaded.
create or replace view withdrawn_articles as
with gone as (
    select
        article_id,
        any_value(title) as title,
        any_value(source) as source,
        any_value(path) as path
    from articles
    where state = 'withdrawn'
    group by article_id
)
select
    coalesce(w.article_id, g.article_id) as article_id,
    g.title,
    g.source,
    coalesce(g.path, w.path) as path,
    coalesce(w.reason, 'its file, or its place in the file, is gone') as reason,
    w.withdrawn_by,
    w.withdrawn_at
from gone as g
full join withdrawals as w on g.article_id = w.article_id;

comment on view withdrawn_articles is 'Articles that are no longer in force, and why; one row per article.';
comment on column withdrawn_articles.reason is 'Why, in the words of who withdrew it; or that its file is gone.';
