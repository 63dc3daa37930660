-- leaves an empty category as it is
WITH c AS (SELECT coalesce(category, 'unknown') AS category, sum(amount) AS revenue FROM sales GROUP BY ALL)
SELECT category, CAST(revenue AS decimal(12,2)) AS revenue, round(CAST(revenue AS double) / CAST(sum(revenue) OVER () AS double), 4) AS share FROM c
