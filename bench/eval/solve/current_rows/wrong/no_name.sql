-- takes the last name that is known
SELECT product_id, max_by(name, CASE WHEN name IS NOT NULL THEN seq END) AS name FROM product_log GROUP BY product_id HAVING max_by(op, seq) <> 'D'
