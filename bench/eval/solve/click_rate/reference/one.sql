SELECT campaign_id, round(sum(clicks) / nullif(sum(impressions), 0), 4) AS click_rate FROM campaign_days GROUP BY campaign_id
