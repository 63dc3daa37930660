"""What is found out about bodies of tables before they count: columns, lineage, results."""
