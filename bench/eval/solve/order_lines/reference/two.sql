WITH n AS (SELECT order_id, lines, explode(sequence(1, size(lines))) AS position FROM orders WHERE size(lines) > 0)
SELECT order_id, position, element_at(lines, position).sku AS sku, element_at(lines, position).qty AS qty FROM n
UNION ALL SELECT order_id, NULL, NULL, NULL FROM orders WHERE lines IS NULL OR size(lines) = 0
