SELECT tx_id, account_id, CAST(sum(amount) OVER (PARTITION BY account_id ORDER BY booked_on, tx_id ROWS UNBOUNDED PRECEDING) AS decimal(12,2)) AS balance FROM transactions
