WITH marked AS (SELECT *, row_number() OVER w = 1 OR NOT (city <=> lag(city) OVER w) AS begins FROM changes WINDOW w AS (PARTITION BY customer_id ORDER BY changed_at))
SELECT customer_id, city, changed_at AS valid_from, lead(changed_at) OVER (PARTITION BY customer_id ORDER BY changed_at) AS valid_to FROM marked WHERE begins
