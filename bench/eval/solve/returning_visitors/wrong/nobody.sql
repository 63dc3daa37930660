-- counts visits without a visitor as one visitor
WITH v AS (SELECT page, visitor, count(DISTINCT date(visited_at)) AS days FROM visits GROUP BY page, visitor)
SELECT page, count(*) AS visitors, count_if(days >= 2) AS returning FROM v GROUP BY page
