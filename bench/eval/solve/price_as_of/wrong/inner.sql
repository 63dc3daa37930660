-- loses sales without a price
SELECT s.sale_id, s.product_id, s.sold_at, max_by(p.price, p.valid_from) AS price
FROM sales s JOIN prices p ON s.product_id = p.product_id AND p.valid_from <= s.sold_at GROUP BY s.sale_id, s.product_id, s.sold_at
