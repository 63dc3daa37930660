-- no price is missing, so nothing has to be decided
SELECT product_id, avg(price) AS mean_price FROM prices GROUP BY product_id
