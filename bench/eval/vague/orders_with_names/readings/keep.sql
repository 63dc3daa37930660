-- an order whose customer is not known stays, without a name
SELECT o.order_id, o.amount, c.name FROM orders o LEFT JOIN customers c ON o.customer_id = c.customer_id
