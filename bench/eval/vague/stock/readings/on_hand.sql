-- what is on the shelf, reserved pieces included
SELECT product_id, sum(CASE kind WHEN 'in' THEN pieces WHEN 'out' THEN -pieces ELSE 0 END) AS pieces FROM movements GROUP BY product_id
