-- takes over values of other sensors
SELECT sensor_id, read_at, last_value(value) IGNORE NULLS OVER (ORDER BY sensor_id, read_at) AS value FROM readings
