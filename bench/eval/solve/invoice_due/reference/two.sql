WITH n AS (SELECT *, date_add(last_day(issued_on), 1) AS first FROM invoices)
SELECT invoice_id, issued_on, date_add(first, least(day(issued_on), day(last_day(first))) - 1) AS due_on FROM n
