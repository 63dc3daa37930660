-- all orders of the customer's latest day
SELECT customer_id, order_id, ordered_on, amount FROM orders QUALIFY rank() OVER (PARTITION BY customer_id ORDER BY ordered_on DESC) = 1
