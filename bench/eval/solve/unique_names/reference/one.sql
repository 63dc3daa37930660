SELECT user_id, name FROM users QUALIFY row_number() OVER (PARTITION BY lower(name) ORDER BY user_id) = 1
