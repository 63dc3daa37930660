-- the last price there is, begun or not
SELECT product_id, max_by(price, valid_from) AS price FROM prices GROUP BY product_id
