-- equal scores share a place, and the places after them are left out
SELECT student_id, rank() OVER (ORDER BY score DESC) AS place FROM scores
