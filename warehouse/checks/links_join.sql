-- Links without one of their ends, within one unit, or across sentences.
select l.article_id, l.kind, l.from_observation, l.to_observation
from links as l
left join observations as f on l.article_id = f.article_id and l.from_observation = f.observation_id
left join observations as t on l.article_id = t.article_id and l.to_observation = t.observation_id
where f.article_id is null
    or t.article_id is null
    or (l.kind = 'equivalent' and (f.unit = t.unit or f.unit is null or t.unit is null or f.sentence_id <> t.sentence_id));
