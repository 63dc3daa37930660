-- loses tickets without a status
SELECT * FROM tickets WHERE status <> 'closed'
