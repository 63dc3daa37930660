-- a month is not always 30 days
SELECT invoice_id, issued_on, date_add(issued_on, 30) AS due_on FROM invoices
