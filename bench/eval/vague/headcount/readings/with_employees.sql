-- departments in which somebody works; employees without a department are left out
SELECT d.name AS department, count(*) AS employees FROM departments d JOIN employees e ON d.dept_id = e.dept_id GROUP BY d.dept_id, d.name
