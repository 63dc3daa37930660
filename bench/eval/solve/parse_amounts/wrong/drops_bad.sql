-- loses the payments whose text is no number
SELECT * FROM (SELECT payment_id, CAST(try_cast(regexp_replace(amount_text, '[()$€, ]', '') AS decimal(12,2)) * CASE WHEN amount_text LIKE '%(%' THEN -1 ELSE 1 END AS decimal(12,2)) AS amount FROM payments) WHERE amount IS NOT NULL
