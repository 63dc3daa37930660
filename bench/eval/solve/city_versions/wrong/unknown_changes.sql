-- takes every unknown city for a change
WITH marked AS (SELECT *, CASE WHEN city = lag(city) OVER (PARTITION BY customer_id ORDER BY changed_at) THEN 0 ELSE 1 END AS begins FROM changes)
SELECT customer_id, city, changed_at AS valid_from, lead(changed_at) OVER (PARTITION BY customer_id ORDER BY changed_at) AS valid_to FROM marked WHERE begins = 1
