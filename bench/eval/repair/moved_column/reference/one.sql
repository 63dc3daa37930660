SELECT p.category, CAST(sum(s.amount) AS decimal(12,2)) AS revenue FROM sales s LEFT JOIN products p ON s.product_id = p.product_id GROUP BY p.category
