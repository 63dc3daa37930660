SELECT o.order_id, c.town AS city FROM orders o LEFT JOIN customers c ON o.customer_id = c.customer_id AND c.valid_to IS NULL
