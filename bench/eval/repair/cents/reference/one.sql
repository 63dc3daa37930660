SELECT shop, CAST(CAST(sum(price_cents) AS decimal(18,2)) / 100 AS decimal(12,2)) AS revenue FROM sales GROUP BY shop
