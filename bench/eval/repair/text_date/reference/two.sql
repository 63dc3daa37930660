SELECT try_cast(concat(substr(ordered_on, 7, 4), '-', substr(ordered_on, 4, 2), '-01') AS date) AS month, count(order_id) AS orders FROM orders GROUP BY 1
