-- counts subscriptions, not customers
SELECT d.day, count(s.customer_id) AS customers FROM days d LEFT JOIN subscriptions s ON s.started_on <= d.day AND (s.ended_on IS NULL OR d.day < s.ended_on) GROUP BY d.day
