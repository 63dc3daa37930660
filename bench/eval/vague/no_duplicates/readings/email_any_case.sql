-- duplicates have the same e-mail address in any case; the first by address, name and city stays
SELECT email, name, city FROM contacts QUALIFY row_number() OVER (PARTITION BY lower(email) ORDER BY email, name, city) = 1
