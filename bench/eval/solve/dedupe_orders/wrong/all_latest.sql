-- keeps all rows of the latest time, so ties stay twice, and orders without any time vanish
SELECT o.order_id, o.version, o.status, o.updated_at FROM orders_raw o JOIN (SELECT order_id, max(updated_at) AS updated_at FROM orders_raw GROUP BY order_id) m ON o.order_id = m.order_id AND o.updated_at = m.updated_at
