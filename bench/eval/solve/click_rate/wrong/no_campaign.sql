-- loses campaigns without impressions
SELECT campaign_id, round(sum(clicks) / sum(impressions), 4) AS click_rate FROM campaign_days GROUP BY campaign_id HAVING sum(impressions) > 0
