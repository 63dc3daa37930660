WITH starts AS (SELECT DISTINCT e.user_id, e.event_at FROM events e LEFT ANTI JOIN events p ON p.user_id = e.user_id AND p.event_at < e.event_at AND p.event_at >= e.event_at - INTERVAL 30 MINUTES),
numbered AS (SELECT e.event_id, e.user_id, e.event_at, count(s.event_at) AS session_no FROM events e JOIN starts s ON s.user_id = e.user_id AND s.event_at <= e.event_at GROUP BY e.event_id, e.user_id, e.event_at)
SELECT user_id, session_no, min(event_at) AS started_at, max(event_at) AS ended_at, count(*) AS events FROM numbered GROUP BY user_id, session_no
