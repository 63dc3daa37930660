SELECT category, CAST(sum(amount) AS decimal(12,2)) AS revenue FROM sales GROUP BY category
