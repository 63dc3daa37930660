"""What is found out about the bodies of tables before they are used: columns, lineage, results."""
