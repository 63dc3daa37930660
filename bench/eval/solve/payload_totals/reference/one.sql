WITH p AS (SELECT event_id, from_json(payload, 'user struct<id:string>, uid string, items array<struct<price:decimal(10,2)>>') AS p FROM events)
SELECT event_id, coalesce(p.user.id, p.uid) AS user_id, CAST(aggregate(coalesce(p.items, array()), CAST(0 AS decimal(12,2)), (acc, x) -> CAST(acc + coalesce(x.price, 0) AS decimal(12,2))) AS decimal(12,2)) AS total FROM p
