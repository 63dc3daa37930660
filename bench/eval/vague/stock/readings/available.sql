-- what can be sold, without reserved pieces
SELECT product_id, sum(CASE kind WHEN 'in' THEN pieces ELSE -pieces END) AS pieces FROM movements GROUP BY product_id
