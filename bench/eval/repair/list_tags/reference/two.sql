WITH t AS (SELECT DISTINCT explode(tags) AS tag FROM articles)
SELECT t.tag, count(a.article_id) AS articles FROM t JOIN articles a ON array_contains(a.tags, t.tag) GROUP BY t.tag
