WITH s AS (SELECT (SELECT max(category) FROM products p WHERE p.product_id = sales.product_id) AS category, amount FROM sales)
SELECT category, CAST(sum(amount) AS decimal(12,2)) AS revenue FROM s GROUP BY category
