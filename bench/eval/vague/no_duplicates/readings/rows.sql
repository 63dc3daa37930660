-- duplicates are rows that are equal in all columns
SELECT DISTINCT email, name, city FROM contacts
