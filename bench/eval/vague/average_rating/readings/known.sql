-- reviews without a rating do not count
SELECT product_id, avg(rating) AS average FROM reviews GROUP BY product_id
