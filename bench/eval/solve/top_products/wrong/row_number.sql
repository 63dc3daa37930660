-- breaks ties by chance
SELECT region, product, revenue, place FROM (SELECT *, row_number() OVER (PARTITION BY region ORDER BY revenue DESC) AS place FROM sales) WHERE place <= 2
