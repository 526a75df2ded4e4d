-- Observations that stand twice, or do not say what their figure says.
select o.article_id, o.observation_id, 'not its figure' as fault
from observations as o
left join figures as f on o.article_id = f.article_id and o.mention_id = f.mention_id
where f.article_id is null
    or o.value is distinct from f.value
    or o.low is distinct from f.low
    or o.high is distinct from f.high
    or o.unit is distinct from f.unit
union all
select article_id, observation_id, 'stands twice'
from observations
group by article_id, observation_id
having count(*) > 1;
