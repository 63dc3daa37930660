-- summer time is two hours ahead
SELECT to_date(ordered_at + INTERVAL 1 HOUR) AS day, count(*) AS orders FROM orders GROUP BY 1
