WITH i AS (SELECT order_id, sum(quantity * price) AS s FROM items GROUP BY order_id), r AS (SELECT order_id, sum(amount) AS s FROM refunds GROUP BY order_id)
SELECT o.order_id, CAST(coalesce(i.s, 0) AS decimal(12,2)) AS items_total, CAST(coalesce(r.s, 0) AS decimal(12,2)) AS refunded
FROM orders o LEFT JOIN i ON o.order_id = i.order_id LEFT JOIN r ON o.order_id = r.order_id
