SELECT * FROM tickets EXCEPT ALL SELECT * FROM tickets WHERE status = 'closed'
