SELECT customer_id, address.city, address.country FROM customers
