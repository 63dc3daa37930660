WITH u AS (SELECT account, balance AS l, CAST(NULL AS decimal(12,2)) AS b FROM ledger UNION ALL SELECT account, NULL, balance FROM bank),
g AS (SELECT account, max(l) AS l, max(b) AS b FROM u GROUP BY account)
SELECT account, l AS ledger_balance, b AS bank_balance FROM g WHERE l IS DISTINCT FROM b
