-- ignores the case of ASCII letters only
SELECT user_id, name FROM users QUALIFY row_number() OVER (PARTITION BY translate(name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') ORDER BY user_id) = 1
