-- the name is looked up
SELECT order_id, (SELECT max(name) FROM customers c WHERE c.customer_id = o.customer_id) AS name FROM orders o
