-- loses bookings of unknown accounts
SELECT b.booking_id, b.account_code, b.amount, a.name FROM bookings b JOIN accounts a ON b.account_code = a.account_code
