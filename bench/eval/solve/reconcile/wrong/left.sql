-- does not see accounts that only the bank has
SELECT l.account, l.balance AS ledger_balance, b.balance AS bank_balance
FROM ledger l LEFT JOIN bank b ON l.account = b.account WHERE NOT (l.balance <=> b.balance)
