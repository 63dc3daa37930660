-- days around new year belong to the week of another year
SELECT year(sold_on) AS iso_year, weekofyear(sold_on) AS iso_week, CAST(sum(amount) AS decimal(12,2)) AS amount FROM sales GROUP BY 1, 2
