-- the product with the most revenue
SELECT shop, max_by(product, revenue) AS product FROM sales GROUP BY shop
