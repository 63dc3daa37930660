-- an alias that is listed twice doubles the customer
SELECT c.customer_id, coalesce(k.code, 'ZZ') AS country_code FROM customers c LEFT JOIN country_aliases k ON lower(trim(c.country)) = lower(trim(k.alias))
