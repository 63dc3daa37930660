-- takes other texts for closed
SELECT * FROM tickets WHERE status IS NULL OR status NOT LIKE '%closed%'
