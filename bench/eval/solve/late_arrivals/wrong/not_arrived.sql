-- an event that has not arrived is in neither
SELECT to_date(event_at) AS day, count_if(arrived_at <= event_at + INTERVAL 24 HOURS) AS on_time, count_if(arrived_at > event_at + INTERVAL 24 HOURS) AS late FROM events GROUP BY 1
