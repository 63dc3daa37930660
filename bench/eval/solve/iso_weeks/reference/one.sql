SELECT CAST(extract(YEAROFWEEK FROM sold_on) AS int) AS iso_year, CAST(extract(WEEK FROM sold_on) AS int) AS iso_week, CAST(sum(amount) AS decimal(12,2)) AS amount FROM sales GROUP BY 1, 2
