-- NOT IN over a list with a NULL gives nothing
SELECT * FROM orders WHERE order_id NOT IN (SELECT order_id FROM payments)
