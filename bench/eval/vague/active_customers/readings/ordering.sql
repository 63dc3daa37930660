-- active are customers who ordered in the 90 days before the snapshot
SELECT customer_id FROM customers WHERE last_order_on >= date_sub(snapshot_on, 90)
