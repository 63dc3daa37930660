-- leaves out orders without a status
SELECT m.month, CAST(coalesce(sum(o.amount), 0) AS decimal(12,2)) AS revenue FROM months m LEFT JOIN orders o ON trunc(o.ordered_on, 'MM') = m.month AND o.status <> 'cancelled' GROUP BY m.month
