SELECT author, count(*) AS notes, max(written_at) AS latest FROM notes GROUP BY author
