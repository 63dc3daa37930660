WITH m AS (SELECT *, CASE WHEN event_at <= lag(event_at) OVER w + INTERVAL 30 MINUTES THEN 0 ELSE 1 END AS starts FROM events WINDOW w AS (PARTITION BY user_id ORDER BY event_at, event_id)),
n AS (SELECT *, sum(starts) OVER (PARTITION BY user_id ORDER BY event_at, event_id) AS session_no FROM m)
SELECT user_id, session_no, min(event_at) AS started_at, max(event_at) AS ended_at, count(*) AS events FROM n GROUP BY user_id, session_no
