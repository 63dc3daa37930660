-- duplicates have the same e-mail address; the first by name and city stays
SELECT email, name, city FROM contacts QUALIFY row_number() OVER (PARTITION BY email ORDER BY name, city) = 1
