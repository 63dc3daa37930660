-- counts the day of the arrival instead of hours
SELECT to_date(event_at) AS day, count_if(coalesce(date(arrived_at) = date(event_at), false)) AS on_time, count_if(NOT coalesce(date(arrived_at) = date(event_at), false)) AS late FROM events GROUP BY 1
