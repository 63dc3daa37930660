SELECT sensor_id, read_at, last_value(value) IGNORE NULLS OVER (PARTITION BY sensor_id ORDER BY read_at) AS value FROM readings
