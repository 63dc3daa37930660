-- tickets without an answer do not count
SELECT agent, avg(timestampdiff(SECOND, opened_at, answered_at) / 60) AS minutes FROM tickets GROUP BY agent
