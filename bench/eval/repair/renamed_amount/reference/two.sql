SELECT DISTINCT customer_id, CAST(sum(amount_eur) OVER (PARTITION BY customer_id) AS decimal(12,2)) AS total FROM orders
