WITH v AS (SELECT page, visitor, count(DISTINCT date(visited_at)) AS days FROM visits GROUP BY page, visitor)
SELECT page, count(visitor) AS visitors, count_if(days >= 2 AND visitor IS NOT NULL) AS returning FROM v GROUP BY page
