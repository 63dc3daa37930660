WITH m AS (SELECT date_trunc('DAY', event_at) AS d, CASE WHEN timestampdiff(MICROSECOND, event_at, arrived_at) <= 86400000000 THEN 1 ELSE 0 END AS ok FROM events)
SELECT CAST(d AS date) AS day, sum(ok) AS on_time, sum(1 - ok) AS late FROM m GROUP BY d
