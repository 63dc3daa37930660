SELECT coalesce(l.account, b.account) AS account, l.balance AS ledger_balance, b.balance AS bank_balance
FROM ledger l FULL JOIN bank b ON l.account = b.account WHERE NOT (l.balance <=> b.balance)
