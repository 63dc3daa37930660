-- counts notes with a text only
SELECT author, count(text) AS notes, max(written_at) AS latest FROM notes GROUP BY author
