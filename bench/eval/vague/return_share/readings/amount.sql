-- the share of the amount that was returned, rounded to 4 decimals
SELECT shop, round(CAST(coalesce(sum(amount) FILTER (WHERE returned), 0) AS double) / CAST(sum(amount) AS double), 4) AS share FROM orders GROUP BY shop
