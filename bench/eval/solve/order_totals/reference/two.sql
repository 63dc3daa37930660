WITH u AS (SELECT order_id, 0 AS i, 0 AS r FROM orders UNION ALL SELECT order_id, quantity * price, 0 FROM items UNION ALL SELECT order_id, 0, amount FROM refunds)
SELECT order_id, CAST(sum(i) AS decimal(12,2)) AS items_total, CAST(sum(r) AS decimal(12,2)) AS refunded FROM u GROUP BY order_id
