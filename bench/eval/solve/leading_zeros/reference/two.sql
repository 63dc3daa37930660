SELECT b.*, (SELECT max(a.name) FROM accounts a WHERE a.account_code = b.account_code) AS name FROM bookings b
