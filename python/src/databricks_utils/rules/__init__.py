"""Rules, what they find, and the rows that they keep out."""
