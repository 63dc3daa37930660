SELECT customer_id, CAST(sum(amount_eur) AS decimal(12,2)) AS total FROM orders GROUP BY customer_id
