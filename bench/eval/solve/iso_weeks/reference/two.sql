WITH t AS (SELECT date_add(CAST(date_trunc('WEEK', sold_on) AS date), 3) AS thursday, amount FROM sales)
SELECT year(thursday) AS iso_year, CAST(ceil(dayofyear(thursday) / 7) AS int) AS iso_week, CAST(sum(amount) AS decimal(12,2)) AS amount FROM t GROUP BY 1, 2
