SELECT DISTINCT author, count(note_id) OVER (PARTITION BY author) AS notes, max(written_at) OVER (PARTITION BY author) AS latest FROM notes
