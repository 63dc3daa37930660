-- revenue is the amount less refunds of the orders placed in the month
SELECT CAST(trunc(ordered_on, 'MM') AS date) AS month, CAST(sum(amount - refunded) AS decimal(12,2)) AS revenue FROM orders GROUP BY 1
