SELECT tag, count(*) AS articles FROM articles LATERAL VIEW explode(split(tags, ',')) AS tag GROUP BY tag
