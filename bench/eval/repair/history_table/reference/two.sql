SELECT o.order_id, (SELECT max(town) FROM customers c WHERE c.customer_id = o.customer_id AND c.valid_to IS NULL) AS city FROM orders o
