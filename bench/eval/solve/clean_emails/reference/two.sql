WITH parts AS (SELECT contact_id, lower(trim(email)) AS email, split(trim(email), '@') AS p FROM contacts)
SELECT contact_id, email FROM parts WHERE size(p) = 2 AND p[0] <> '' AND p[1] <> ''
