SELECT customer_id, city, country FROM customers
