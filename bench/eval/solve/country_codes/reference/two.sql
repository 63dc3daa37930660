SELECT customer_id, coalesce((SELECT max(code) FROM country_aliases a WHERE upper(trim(a.alias)) = upper(trim(c.country))), 'ZZ') AS country_code FROM customers c
