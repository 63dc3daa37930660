SELECT l.product_id, l.name FROM product_log l LEFT ANTI JOIN product_log x ON x.product_id = l.product_id AND x.seq > l.seq WHERE l.op <> 'D'
