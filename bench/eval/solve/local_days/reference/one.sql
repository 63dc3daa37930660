SELECT to_date(from_utc_timestamp(ordered_at, 'Europe/Berlin')) AS day, count(*) AS orders FROM orders GROUP BY 1
