WITH cleaned AS (SELECT payment_id, trim(amount_text) AS t, try_cast(regexp_replace(amount_text, '[()$€, ]', '') AS decimal(12,2)) AS n FROM payments)
SELECT payment_id, CASE WHEN t RLIKE '^[(].*[)]$' THEN CAST(-n AS decimal(12,2)) ELSE n END AS amount FROM cleaned
