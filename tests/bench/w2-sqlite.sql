SELECT
  id, score,
  CASE engaged WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS engaged,
  CASE profitable WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS profitable,
  CASE aligned WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS aligned,
  CASE committed WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS committed,
  assessed, "next", rule, depts, champs,
  printf('%d.%02d', val12 / 100, val12 % 100) AS val12,
  CASE WHEN talks > 0 THEN printf('%d.%06d', inbound / talks, (2000000 * (inbound % talks) + talks) / (2 * talks)) END AS inb,
  last_days
FROM moved
ORDER BY place
