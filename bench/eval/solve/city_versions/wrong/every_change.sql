-- a change to the same city begins a version
SELECT customer_id, city, changed_at AS valid_from, lead(changed_at) OVER (PARTITION BY customer_id ORDER BY changed_at) AS valid_to FROM changes
