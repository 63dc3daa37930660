SELECT order_id, (SELECT max(name) FROM customers c WHERE c.id = o.customer_id) AS name FROM orders o
