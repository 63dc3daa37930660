-- revenue is the amount of the orders paid in the month
SELECT CAST(trunc(paid_on, 'MM') AS date) AS month, CAST(sum(amount) AS decimal(12,2)) AS revenue FROM orders WHERE paid_on IS NOT NULL GROUP BY 1
