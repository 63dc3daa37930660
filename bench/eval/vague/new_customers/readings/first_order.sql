-- a customer is new in the month of the first order
WITH f AS (SELECT customer_id, min(ordered_on) AS first_on FROM orders GROUP BY customer_id)
SELECT CAST(trunc(first_on, 'MM') AS date) AS month, count(*) AS customers FROM f GROUP BY 1
