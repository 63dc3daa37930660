-- the share of orders that were returned, rounded to 4 decimals
SELECT shop, round(count_if(returned) / count(*), 4) AS share FROM orders GROUP BY shop
