SELECT shop, CAST(sum(price) AS decimal(12,2)) AS revenue FROM sales GROUP BY shop
