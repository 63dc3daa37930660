-- the default frame takes in all transactions of the day
SELECT tx_id, account_id, CAST(sum(amount) OVER (PARTITION BY account_id ORDER BY booked_on) AS decimal(12,2)) AS balance FROM transactions
