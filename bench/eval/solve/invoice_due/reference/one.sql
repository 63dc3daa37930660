SELECT invoice_id, issued_on, add_months(issued_on, 1) AS due_on FROM invoices
