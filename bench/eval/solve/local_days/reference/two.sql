WITH l AS (SELECT *, CAST(convert_timezone('UTC', 'Europe/Berlin', CAST(ordered_at AS timestamp_ntz)) AS date) AS day FROM orders)
SELECT DISTINCT day, count(*) OVER (PARTITION BY day) AS orders FROM l
