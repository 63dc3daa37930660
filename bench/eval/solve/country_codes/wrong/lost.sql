-- loses customers of unknown countries
SELECT DISTINCT c.customer_id, k.code AS country_code FROM customers c JOIN country_aliases k ON lower(trim(c.country)) = lower(trim(k.alias))
