-- joining both children multiplies them
SELECT o.order_id, CAST(coalesce(sum(i.quantity * i.price), 0) AS decimal(12,2)) AS items_total, CAST(coalesce(sum(r.amount), 0) AS decimal(12,2)) AS refunded
FROM orders o LEFT JOIN items i ON o.order_id = i.order_id LEFT JOIN refunds r ON o.order_id = r.order_id GROUP BY o.order_id
