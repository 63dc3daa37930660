-- reviews without a rating count as 0
SELECT product_id, avg(coalesce(rating, 0)) AS average FROM reviews GROUP BY product_id
