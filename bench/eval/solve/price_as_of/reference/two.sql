WITH spans AS (SELECT *, lead(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from) AS valid_to FROM prices)
SELECT s.sale_id, s.product_id, s.sold_at, p.price FROM sales s
LEFT JOIN spans p ON s.product_id = p.product_id AND s.sold_at >= p.valid_from AND (p.valid_to IS NULL OR s.sold_at < p.valid_to)
