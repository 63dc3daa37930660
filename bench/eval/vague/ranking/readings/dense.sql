-- equal scores share a place, and the next place follows
SELECT student_id, dense_rank() OVER (ORDER BY score DESC) AS place FROM scores
