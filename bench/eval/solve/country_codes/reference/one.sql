WITH known AS (SELECT DISTINCT lower(trim(alias)) AS alias, code FROM country_aliases)
SELECT c.customer_id, coalesce(k.code, 'ZZ') AS country_code FROM customers c LEFT JOIN known k ON lower(trim(c.country)) = k.alias
