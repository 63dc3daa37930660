"""How rows get into Delta tables: strategies, keys, versions, columns that change."""
