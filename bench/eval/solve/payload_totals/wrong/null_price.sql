-- one price that is missing makes the total NULL, and events without items are lost
WITH p AS (SELECT event_id, from_json(payload, 'user struct<id:string>, uid string, items array<struct<price:decimal(10,2)>>') AS p FROM events)
SELECT event_id, coalesce(p.user.id, p.uid) AS user_id, CAST(aggregate(p.items, CAST(0 AS decimal(12,2)), (acc, x) -> CAST(acc + x.price AS decimal(12,2))) AS decimal(12,2)) AS total FROM p
