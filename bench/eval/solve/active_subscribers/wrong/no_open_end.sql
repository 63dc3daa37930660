-- a comparison with a missing end is not true
SELECT d.day, count(DISTINCT s.customer_id) AS customers FROM days d LEFT JOIN subscriptions s ON s.started_on <= d.day AND d.day < s.ended_on GROUP BY d.day
