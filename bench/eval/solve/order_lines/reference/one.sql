SELECT order_id, CAST(i + 1 AS int) AS position, line.sku, line.qty FROM orders LATERAL VIEW OUTER posexplode(lines) AS i, line
