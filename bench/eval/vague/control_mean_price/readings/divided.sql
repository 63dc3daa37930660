-- total by number
SELECT product_id, sum(price) / count(*) AS mean_price FROM prices GROUP BY product_id
