WITH p AS (SELECT event_id, try_parse_json(payload) AS v FROM events),
i AS (SELECT event_id, sum(try_variant_get(item.value, '$.price', 'decimal(12,2)')) AS total FROM p, LATERAL variant_explode(try_variant_get(v, '$.items', 'variant')) AS item GROUP BY event_id)
SELECT p.event_id, coalesce(try_variant_get(v, '$.user.id', 'string'), try_variant_get(v, '$.uid', 'string')) AS user_id, CAST(coalesce(i.total, 0) AS decimal(12,2)) AS total FROM p LEFT JOIN i ON p.event_id = i.event_id
