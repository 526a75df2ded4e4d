-- The quotation behind a citation id, whichever revision it was taken from.
-- Example: from cite('briefs.jsonl#1a2b3c4d@0123456789abcdef:10-22')
create or replace macro cite(id) as table
    with parts as (
        select
            regexp_extract(id, '^(.*)@([0-9a-f]{16}):([0-9]+)-([0-9]+)$', 1) as article_id,
            regexp_extract(id, '^(.*)@([0-9a-f]{16}):([0-9]+)-([0-9]+)$', 2) as revision,
            try_cast(regexp_extract(id, '^(.*)@([0-9a-f]{16}):([0-9]+)-([0-9]+)$', 3) as integer) as start_char,
            try_cast(regexp_extract(id, '^(.*)@([0-9a-f]{16}):([0-9]+)-([0-9]+)$', 4) as integer) as end_char
    )
    select
        id as citation_id,
        a.title,
        a.author,
        a.source,
        a.published_on,
        substring(a.text, p.start_char + 1, p.end_char - p.start_char) as quote,
        coalesce(
            s.text,
            substring(a.text, greatest(p.start_char - 119, 1), p.end_char - p.start_char + 240)
        ) as sentence,
        a.path,
        a.state,
        w.reason as withdrawn_because
    from parts as p
    inner join articles as a on p.article_id = a.article_id and p.revision = a.revision
    left join sentences as s
        on a.article_id = s.article_id
        and a.state = 'current'
        and p.start_char >= s.start_char
        and p.start_char < s.end_char
    left join withdrawals as w on a.article_id = w.article_id;
