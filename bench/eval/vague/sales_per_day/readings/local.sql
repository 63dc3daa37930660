-- the day in the shop's own time zone
SELECT shop, to_date(from_utc_timestamp(sold_at, time_zone)) AS day, CAST(sum(amount) AS decimal(12,2)) AS amount FROM sales GROUP BY 1, 2
