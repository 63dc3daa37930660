-- the day of UTC
SELECT shop, to_date(sold_at) AS day, CAST(sum(amount) AS decimal(12,2)) AS amount FROM sales GROUP BY 1, 2
