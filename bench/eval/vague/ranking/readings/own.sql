-- each student has a place of its own; of equal scores the lower student_id is first
SELECT student_id, row_number() OVER (ORDER BY score DESC, student_id) AS place FROM scores
