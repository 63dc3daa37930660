SELECT t.tx_id, t.account_id, CAST(sum(e.amount) AS decimal(12,2)) AS balance FROM transactions t
JOIN transactions e ON e.account_id = t.account_id AND (e.booked_on < t.booked_on OR (e.booked_on = t.booked_on AND e.tx_id <= t.tx_id)) GROUP BY t.tx_id, t.account_id
