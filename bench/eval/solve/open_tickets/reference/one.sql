SELECT * FROM tickets WHERE NOT (status <=> 'closed')
