-- all rows of the latest time, which is one
SELECT sensor_id, read_at, value FROM readings QUALIFY rank() OVER (PARTITION BY sensor_id ORDER BY read_at DESC) = 1
