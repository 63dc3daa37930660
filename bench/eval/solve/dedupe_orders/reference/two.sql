WITH best AS (SELECT order_id, max_by(struct(version, status, updated_at), struct(coalesce(updated_at, TIMESTAMP '0001-01-01'), version)) AS r FROM orders_raw GROUP BY order_id)
SELECT order_id, r.version, r.status, r.updated_at FROM best
