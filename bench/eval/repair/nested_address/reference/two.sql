SELECT customer_id, get_json_object(to_json(address), '$.city') AS city, get_json_object(to_json(address), '$.country') AS country FROM customers
