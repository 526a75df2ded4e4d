-- Periods that end before they begin.
select article_id, mention_id, first_day, last_day
from periods
where first_day > last_day or (first_day is null) <> (last_day is null);
