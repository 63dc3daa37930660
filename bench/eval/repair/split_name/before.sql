SELECT person_id, full_name AS name FROM people
