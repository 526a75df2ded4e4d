-- Figures in sentences that name a place, person or organisation, by identity or by any of its wordings.
-- Example: from figures_about('KZ')   from figures_about('Xi Jinping', since := date '2023-01-01')
create or replace macro figures_about(about, since := null, until := null) as table
    select
        f.label,
        f.text,
        f.value,
        f.low,
        f.high,
        f.unit,
        f.modifier,
        f.title,
        f.published_on,
        f.source,
        f.sentence,
        f.citation_id
    from all_figures as f
    where exists (
        select 1
        from mentions as m
        where m.article_id = f.article_id
            and m.sentence_id = f.sentence_id
            and (m.entity_scheme, m.entity) in (
                select (entity_scheme, entity)
                from mentions
                where entity = about or text = about
            )
    )
    and (since is null or f.published_on >= since)
    and (until is null or f.published_on <= until)
    order by f.published_on, f.article_id, f.start_char;
