-- the product with the most pieces sold
SELECT shop, max_by(product, pieces) AS product FROM sales GROUP BY shop
