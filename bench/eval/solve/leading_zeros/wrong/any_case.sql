-- codes differ by case
SELECT b.booking_id, b.account_code, b.amount, a.name FROM bookings b LEFT JOIN accounts a ON lower(b.account_code) = lower(a.account_code)
