-- the mean of the rates of the days is another number
SELECT campaign_id, round(avg(try_divide(clicks, impressions)), 4) AS click_rate FROM campaign_days GROUP BY campaign_id
