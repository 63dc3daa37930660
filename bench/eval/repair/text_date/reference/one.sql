SELECT CAST(trunc(CAST(try_to_timestamp(ordered_on, 'dd.MM.yyyy') AS date), 'MM') AS date) AS month, count(*) AS orders FROM orders GROUP BY 1
