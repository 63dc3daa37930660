SELECT contact_id, lower(trim(email)) AS email FROM contacts WHERE trim(email) RLIKE '^[^@]+@[^@]+$'
