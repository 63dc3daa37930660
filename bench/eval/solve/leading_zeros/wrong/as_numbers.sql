-- codes are texts: 042 is not 42
SELECT b.booking_id, b.account_code, b.amount, a.name FROM bookings b LEFT JOIN accounts a ON try_cast(b.account_code AS int) = try_cast(a.account_code AS int)
