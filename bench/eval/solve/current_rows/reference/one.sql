SELECT product_id, name FROM (SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY seq DESC) AS n FROM product_log) WHERE n = 1 AND op <> 'D'
