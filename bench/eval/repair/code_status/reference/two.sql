SELECT order_id FROM orders INTERSECT SELECT order_id FROM orders WHERE array_contains(array(2), status)
