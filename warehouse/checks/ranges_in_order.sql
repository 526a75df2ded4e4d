-- Ranges whose low end is above the high end, or figures with neither value nor range that are not vague.
select article_id, mention_id, value, low, high
from figures
where low > high or (value is null and (low is null or high is null) and vague is distinct from true);
