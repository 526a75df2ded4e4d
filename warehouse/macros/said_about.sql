-- What was said about a place, person or organisation: every sentence that names it, by identity or by any of its wordings.
-- Example: from said_about('KZ')   from said_about('Kazakhstan', since := date '2023-01-01')
create or replace macro said_about(about, since := null, until := null) as table
    select
        any_value(m.sentence) as sentence,
        list(distinct m.text order by m.text) as forms,
        (
            select count(*)
            from all_figures as f
            where f.article_id = m.article_id
                and f.sentence_id = m.sentence_id
        ) as n_figures,
        any_value(m.title) as title,
        any_value(m.published_on) as published_on,
        any_value(m.source) as source,
        arg_min(m.citation_id, m.start_char) as citation_id
    from mentions_in_context as m
    where (m.entity_scheme, m.entity) in (
            select (entity_scheme, entity)
            from mentions
            where entity = about or text = about
        )
        and (since is null or m.published_on >= since)
        and (until is null or m.published_on <= until)
    group by m.article_id, m.sentence_id
    order by published_on, m.article_id, m.sentence_id;
