SELECT min(user_id) AS user_id, min_by(name, user_id) AS name FROM users GROUP BY upper(name)
