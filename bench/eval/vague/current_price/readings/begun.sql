-- the last price that had begun when the list was loaded; a product without one is left out
SELECT product_id, max_by(price, valid_from) AS price FROM prices WHERE valid_from <= loaded_on GROUP BY product_id
