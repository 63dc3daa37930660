-- all departments, with 0 where nobody works; employees without a department are left out
SELECT d.name AS department, count(e.emp_id) AS employees FROM departments d LEFT JOIN employees e ON d.dept_id = e.dept_id GROUP BY d.dept_id, d.name
