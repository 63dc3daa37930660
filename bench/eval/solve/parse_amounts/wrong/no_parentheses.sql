-- reads parentheses as no number
SELECT payment_id, try_cast(regexp_replace(amount_text, '[$€, ]', '') AS decimal(12,2)) AS amount FROM payments
