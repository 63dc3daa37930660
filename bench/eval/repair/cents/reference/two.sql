SELECT shop, CAST(sum(CAST(price_cents AS decimal(18,0)) * 0.01) AS decimal(12,2)) AS revenue FROM sales GROUP BY shop
