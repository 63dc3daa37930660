-- all employees: those without a department in a group of their own, departments in which nobody works are left out
SELECT d.name AS department, count(*) AS employees FROM employees e LEFT JOIN departments d ON d.dept_id = e.dept_id GROUP BY d.dept_id, d.name
