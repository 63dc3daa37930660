-- looks one reading back only
SELECT sensor_id, read_at, coalesce(value, lag(value) OVER (PARTITION BY sensor_id ORDER BY read_at)) AS value FROM readings
