SELECT a.page, count(DISTINCT a.visitor) AS visitors, count(DISTINCT CASE WHEN b.visitor IS NOT NULL THEN a.visitor END) AS returning
FROM visits a LEFT JOIN visits b ON a.page = b.page AND a.visitor = b.visitor AND to_date(a.visited_at) < to_date(b.visited_at) GROUP BY a.page
