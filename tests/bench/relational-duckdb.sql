-- The relational benchmark up to where every account goes, with the types declared, decimals included.
CREATE VIEW moved AS
WITH
touched AS (
  SELECT
    account_id,
    count(DISTINCT department) FILTER (WHERE last_touch >= DATE '2026-05-05') AS depts,
    count(*) FILTER (WHERE champion) AS champs
  FROM read_csv('@DATA@/contacts.csv', header = true, delim = ',', quote = '"', escape = '"', columns = {
    'account_id': 'VARCHAR', 'department': 'VARCHAR', 'seniority': 'VARCHAR', 'champion': 'BOOLEAN', 'last_touch': 'DATE'})
  GROUP BY account_id
),
talked AS (
  SELECT
    account_id,
    ifnull(sum(value) FILTER (WHERE date >= DATE '2025-11-01'), 0) AS val12,
    count(*) FILTER (WHERE direction = 'in') AS inbound,
    count(*) AS talks,
    DATE '2026-11-01' - max(date) AS last_days
  FROM read_csv('@DATA@/interactions.csv', header = true, delim = ',', quote = '"', escape = '"', columns = {
    'account_id': 'VARCHAR', 'date': 'DATE', 'kind': 'VARCHAR', 'direction': 'VARCHAR', 'value': 'DECIMAL(14,2)'})
  GROUP BY account_id
),
account AS (
  SELECT
    * EXCLUDE (depts, champs, val12),
    ifnull(depts, 0) AS depts, ifnull(champs, 0) AS champs, ifnull(val12, 0) AS val12,
    12 * (2026 - year(since)) + 11 - month(since) - (day(since) > 1)::INTEGER AS tenure,
    12 * (2026 - year(stage_since)) + 11 - month(stage_since) - (day(stage_since) > 1)::INTEGER AS months_in,
    list_position(['exploratory', 'basic', 'collaborative', 'interconnected'], vendor_view)
    - list_position(['exploratory', 'basic', 'collaborative', 'interconnected'], customer_view) AS dissonance,
    (nps >= 30 AND exec_sponsor) OR nps >= 60 OR (ifnull(depts, 0) >= 3 AND ifnull(champs, 0) >= 1) AS engaged,
    (revenue - cost_to_serve) / nullif(revenue, 0) >= 0.25 AS profitable,
    culture_fit >= 60 AND abs(dissonance) <= 1 AS aligned,
    joint_plan AND tenure >= 12 AND last_days <= 180 AS committed,
    0.35 * strategic_fit + 0.25 * ifnull(culture_fit, 50) + 0.20 * switching_cost + 0.10 * ifnull(nps + 100, 100) AS score,
    ifnull(engaged, false)::INTEGER + ifnull(profitable, false)::INTEGER + ifnull(aligned, false)::INTEGER
    + ifnull(committed, false)::INTEGER AS met
  FROM read_csv('@DATA@/accounts.csv', header = true, delim = ',', quote = '"', escape = '"', columns = {
    'id': 'VARCHAR', 'name': 'VARCHAR', 'segment': 'VARCHAR', 'region': 'VARCHAR', 'since': 'DATE',
    'current_stage': 'VARCHAR', 'stage_since': 'DATE', 'revenue': 'DECIMAL(14,2)', 'cost_to_serve': 'DECIMAL(14,2)',
    'nps': 'INTEGER', 'products': 'INTEGER', 'switching_cost': 'INTEGER', 'vendor_view': 'VARCHAR',
    'customer_view': 'VARCHAR', 'exec_sponsor': 'BOOLEAN', 'joint_plan': 'BOOLEAN', 'strategic_fit': 'INTEGER',
    'culture_fit': 'INTEGER', 'payment_days': 'INTEGER', 'renewal_date': 'DATE'})
  LEFT JOIN touched ON touched.account_id = id LEFT JOIN talked ON talked.account_id = id
),
staged AS (
  SELECT
    *,
    CASE
      WHEN met = 4 AND score >= 60 AND switching_cost >= 50 AND depts >= 2 AND 10 * inbound >= 4 * talks THEN 'interconnected'
      WHEN met >= 3 AND committed AND score >= 50 AND val12 >= 1000 THEN 'collaborative'
      WHEN met >= 2 OR (profitable AND tenure >= 6) THEN 'basic'
      ELSE 'exploratory'
    END AS assessed
  FROM account
),
ruled AS (
  SELECT
    *,
    CASE
      WHEN current_stage = 'exploratory' AND assessed <> 'exploratory' AND months_in >= 3 THEN 'advance_to_basic'
      WHEN current_stage = 'basic' AND assessed IN ('collaborative', 'interconnected') AND months_in >= 6 THEN 'advance_to_collab'
      WHEN current_stage = 'collaborative' AND assessed = 'interconnected' AND months_in >= 12 AND dissonance = 0 THEN 'advance_to_inter'
      WHEN current_stage = 'collaborative' AND months_in > 18 AND NOT profitable THEN 'demote_unprofitable'
      WHEN current_stage = 'interconnected' AND (NOT aligned OR score < 45) THEN 'demote_misaligned'
      WHEN current_stage = 'basic' AND met = 0 AND payment_days > 60 THEN 'exit_dormant'
      ELSE 'none'
    END AS rule
  FROM staged
)
SELECT
  *,
  CASE rule
    WHEN 'advance_to_basic' THEN 'basic' WHEN 'advance_to_collab' THEN 'collaborative'
    WHEN 'advance_to_inter' THEN 'interconnected' WHEN 'demote_unprofitable' THEN 'basic'
    WHEN 'demote_misaligned' THEN 'collaborative' WHEN 'exit_dormant' THEN 'exploratory' ELSE current_stage
  END AS "next",
FROM ruled;
