SELECT o.* FROM orders o LEFT ANTI JOIN payments p ON o.order_id = p.order_id
