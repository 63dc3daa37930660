-- counts different orders, which is the same because order_id is a key
SELECT customer_id, count(DISTINCT order_id) AS orders FROM orders GROUP BY customer_id
