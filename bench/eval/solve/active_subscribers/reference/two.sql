WITH each AS (SELECT DISTINCT d.day, s.customer_id FROM subscriptions s JOIN days d ON d.day BETWEEN s.started_on AND coalesce(date_sub(s.ended_on, 1), DATE '9999-12-31'))
SELECT d.day, coalesce(e.n, 0) AS customers FROM days d LEFT JOIN (SELECT day, count(*) AS n FROM each GROUP BY day) e ON d.day = e.day
