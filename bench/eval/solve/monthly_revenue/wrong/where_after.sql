-- the condition after the left join loses months
SELECT m.month, CAST(coalesce(sum(o.amount), 0) AS decimal(12,2)) AS revenue FROM months m LEFT JOIN orders o ON trunc(o.ordered_on, 'MM') = m.month WHERE NOT (o.status <=> 'cancelled') AND o.order_id IS NOT NULL GROUP BY m.month
