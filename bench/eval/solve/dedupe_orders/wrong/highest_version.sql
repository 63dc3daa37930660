-- takes the highest version, which may be older
SELECT order_id, version, status, updated_at FROM orders_raw QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY version DESC) = 1
