-- one row per sensor; there are no ties because sensor and time are the key
SELECT sensor_id, read_at, value FROM readings QUALIFY row_number() OVER (PARTITION BY sensor_id ORDER BY read_at DESC) = 1
