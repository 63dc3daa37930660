-- all departments, with 0 where nobody works, and employees without a department in a group of their own
SELECT d.name AS department, count(e.emp_id) AS employees FROM departments d FULL JOIN employees e ON d.dept_id = e.dept_id GROUP BY d.dept_id, d.name
