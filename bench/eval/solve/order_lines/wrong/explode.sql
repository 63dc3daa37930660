-- loses orders without lines
SELECT order_id, CAST(i + 1 AS int) AS position, line.sku, line.qty FROM orders LATERAL VIEW posexplode(lines) AS i, line
