-- takes every text with an @ in it for an address
SELECT contact_id, lower(trim(email)) AS email FROM contacts WHERE email LIKE '%@%'
