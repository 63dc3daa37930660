SELECT customer_id, CAST(sum(amount) AS decimal(12,2)) AS total FROM orders GROUP BY customer_id
