-- What people said of findings; one row per mark, none is ever removed by a load.
create table marks (
    finding_id varchar,
    mark varchar,
    reason varchar,
    marked_by varchar,
    marked_at timestamp
);

comment on table marks is 'What people said of findings; one row per mark, none is ever removed by a load.';
comment on column marks.finding_id is 'The finding.';
comment on column marks.mark is 'explained: both sides can be true; wrong: no such thing was claimed.';
comment on column marks.reason is 'Why, in the words of who marked it.';
comment on column marks.marked_by is 'Who marked it.';
comment on column marks.marked_at is 'When, UTC; the last mark of a finding counts.';
