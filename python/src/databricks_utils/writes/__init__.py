"""How rows come into Delta tables: strategies, keys, versions, columns that change."""
