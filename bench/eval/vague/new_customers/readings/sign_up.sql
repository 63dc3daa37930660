-- a customer is new in the month of the sign-up
SELECT CAST(trunc(signed_up_on, 'MM') AS date) AS month, count(*) AS customers FROM customers GROUP BY 1
