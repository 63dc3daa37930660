SELECT tag, count(*) AS articles FROM articles LATERAL VIEW explode(tags) AS tag GROUP BY tag
