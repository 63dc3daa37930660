-- active are customers whose status is active
SELECT customer_id FROM customers WHERE status = 'active'
