-- leaves out what has no category, also from the whole
WITH c AS (SELECT category, sum(amount) AS revenue FROM sales WHERE category <> '' GROUP BY ALL)
SELECT category, CAST(revenue AS decimal(12,2)) AS revenue, round(CAST(revenue AS double) / CAST(sum(revenue) OVER () AS double), 4) AS share FROM c
