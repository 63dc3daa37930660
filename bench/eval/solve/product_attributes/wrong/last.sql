-- takes the last in alphabetical order
SELECT p.product_id, p.title, max(a.value) FILTER (WHERE lower(a.name) = 'color') AS color, max(a.value) FILTER (WHERE lower(a.name) = 'size') AS size
FROM products p LEFT JOIN attributes a ON a.product_id = p.product_id GROUP BY p.product_id, p.title
