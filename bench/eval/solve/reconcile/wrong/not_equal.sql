-- a comparison with NULL is not true, so missing balances are not seen
SELECT coalesce(l.account, b.account) AS account, l.balance AS ledger_balance, b.balance AS bank_balance
FROM ledger l FULL JOIN bank b ON l.account = b.account WHERE l.balance <> b.balance
