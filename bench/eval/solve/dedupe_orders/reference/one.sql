SELECT order_id, version, status, updated_at FROM orders_raw
QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY updated_at DESC NULLS LAST, version DESC) = 1
