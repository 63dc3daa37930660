-- a ticket without an answer counts up to the time it was closed
SELECT agent, avg(timestampdiff(SECOND, opened_at, coalesce(answered_at, closed_at)) / 60) AS minutes FROM tickets GROUP BY agent
