SELECT region, product, revenue, place FROM (SELECT *, rank() OVER (PARTITION BY region ORDER BY revenue DESC) AS place FROM sales) WHERE place <= 2
