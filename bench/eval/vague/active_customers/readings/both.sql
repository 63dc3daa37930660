-- active are customers whose status is active and who ordered in the 90 days before the snapshot
SELECT customer_id FROM customers WHERE status = 'active' AND last_order_on >= date_sub(snapshot_on, 90)
