SELECT DISTINCT campaign_id, round(try_divide(sum(clicks) OVER w, sum(impressions) OVER w), 4) AS click_rate FROM campaign_days WINDOW w AS (PARTITION BY campaign_id)
