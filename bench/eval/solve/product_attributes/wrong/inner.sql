-- loses products without attributes
SELECT p.product_id, p.title, min(a.value) FILTER (WHERE lower(a.name) = 'color') AS color, min(a.value) FILTER (WHERE lower(a.name) = 'size') AS size
FROM products p JOIN attributes a ON a.product_id = p.product_id GROUP BY p.product_id, p.title
