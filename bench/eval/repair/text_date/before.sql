SELECT CAST(trunc(ordered_on, 'MM') AS date) AS month, count(*) AS orders FROM orders GROUP BY 1
