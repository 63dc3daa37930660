SELECT o.order_id, o.customer_id, o.amount FROM orders o LEFT JOIN (SELECT DISTINCT order_id FROM payments) p ON o.order_id = p.order_id WHERE p.order_id IS NULL
