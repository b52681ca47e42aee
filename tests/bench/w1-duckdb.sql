-- The flat benchmark with the types declared, decimals included, so that the answer is exact (a quotient of decimals is
-- binary floating point in DuckDB, which a threshold of 0.25 survives).
COPY (
  WITH
  account AS (
    SELECT
      *,
      12 * (2026 - year(since)) + 11 - month(since) - (day(since) > 1)::INTEGER AS tenure,
      12 * (2026 - year(stage_since)) + 11 - month(stage_since) - (day(stage_since) > 1)::INTEGER AS months_in,
      list_position(['exploratory', 'basic', 'collaborative', 'interconnected'], vendor_view)
      - list_position(['exploratory', 'basic', 'collaborative', 'interconnected'], customer_view) AS dissonance,
      (nps >= 30 AND exec_sponsor) OR nps >= 60 AS engaged,
      (revenue - cost_to_serve) / nullif(revenue, 0) >= 0.25 AS profitable,
      culture_fit >= 60 AND abs(dissonance) <= 1 AS aligned,
      joint_plan AND tenure >= 12 AS committed,
      0.35 * strategic_fit + 0.25 * ifnull(culture_fit, 50) + 0.20 * switching_cost + 0.10 * ifnull(nps + 100, 100) AS score,
      ifnull(engaged, false)::INTEGER + ifnull(profitable, false)::INTEGER + ifnull(aligned, false)::INTEGER
      + ifnull(committed, false)::INTEGER AS met
    FROM read_csv('@DATA@/accounts.csv', header = true, delim = ',', quote = '"', escape = '"', columns = {
      'id': 'VARCHAR', 'name': 'VARCHAR', 'segment': 'VARCHAR', 'region': 'VARCHAR', 'since': 'DATE',
      'current_stage': 'VARCHAR', 'stage_since': 'DATE', 'revenue': 'DECIMAL(14,2)', 'cost_to_serve': 'DECIMAL(14,2)',
      'nps': 'INTEGER', 'products': 'INTEGER', 'switching_cost': 'INTEGER', 'vendor_view': 'VARCHAR',
      'customer_view': 'VARCHAR', 'exec_sponsor': 'BOOLEAN', 'joint_plan': 'BOOLEAN', 'strategic_fit': 'INTEGER',
      'culture_fit': 'INTEGER', 'payment_days': 'INTEGER', 'renewal_date': 'DATE'})
  ),
  staged AS (
    SELECT
      *,
      CASE
        WHEN met = 4 AND score >= 60 AND switching_cost >= 50 THEN 'interconnected'
        WHEN met >= 3 AND committed AND score >= 50 THEN 'collaborative'
        WHEN met >= 2 OR (profitable AND tenure >= 6) THEN 'basic'
        ELSE 'exploratory'
      END AS assessed
    FROM account
  ),
  moved AS (
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
    id, score, engaged, profitable, aligned, committed, assessed,
    CASE rule
      WHEN 'advance_to_basic' THEN 'basic' WHEN 'advance_to_collab' THEN 'collaborative'
      WHEN 'advance_to_inter' THEN 'interconnected' WHEN 'demote_unprofitable' THEN 'basic'
      WHEN 'demote_misaligned' THEN 'collaborative' WHEN 'exit_dormant' THEN 'exploratory' ELSE current_stage
    END AS "next",
    rule
  FROM moved
) TO '@OUT@' (FORMAT csv, HEADER true)
