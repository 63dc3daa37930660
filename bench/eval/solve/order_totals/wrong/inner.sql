-- loses orders without items
WITH r AS (SELECT order_id, sum(amount) AS s FROM refunds GROUP BY order_id), i AS (SELECT order_id, sum(quantity * price) AS s FROM items GROUP BY order_id)
SELECT i.order_id, CAST(i.s AS decimal(12,2)) AS items_total, CAST(coalesce(r.s, 0) AS decimal(12,2)) AS refunded FROM i LEFT JOIN r ON i.order_id = r.order_id
