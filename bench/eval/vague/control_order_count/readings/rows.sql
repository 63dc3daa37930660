-- counts the rows
SELECT customer_id, count(*) AS orders FROM orders GROUP BY customer_id
