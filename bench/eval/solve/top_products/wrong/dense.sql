-- counts the places on after a tie
SELECT region, product, revenue, place FROM (SELECT *, dense_rank() OVER (PARTITION BY region ORDER BY revenue DESC) AS place FROM sales) WHERE place <= 2
