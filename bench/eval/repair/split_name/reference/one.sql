SELECT person_id, nullif(concat_ws(' ', first_name, last_name), '') AS name FROM people
