"""What tables are filled from: files, messages, databases, new rows of a column."""
