-- The relational benchmark up to where every account goes, computed exactly as the flat one: whole cents, whole hundredths, and
-- products instead of quotients.
CREATE VIEW moved AS
WITH
touched AS MATERIALIZED (
  SELECT
    account_id,
    count(DISTINCT CASE WHEN last_touch >= '2026-05-05' THEN department END) AS depts,
    sum(champion = 'true') AS champs
  FROM contacts
  GROUP BY account_id
),
talked AS MATERIALIZED (
  SELECT
    account_id,
    sum(CASE WHEN date >= '2025-11-01' THEN CAST(replace(value, '.', '') AS INTEGER) ELSE 0 END) AS val12,
    sum(direction = 'in') AS inbound,
    count(*) AS talks,
    CAST(julianday('2026-11-01') - julianday(max(date)) AS INTEGER) AS last_days
  FROM interactions
  GROUP BY account_id
),
number AS (
  SELECT
    accounts.rowid AS place, id, name, segment, exec_sponsor = 'true' AS exec_sponsor, joint_plan = 'true' AS joint_plan,
    CAST(replace(revenue, '.', '') AS INTEGER) AS revenue, CAST(replace(cost_to_serve, '.', '') AS INTEGER) AS cost,
    nps, switching_cost, strategic_fit, culture_fit, payment_days,
    12 * (2026 - substr(since, 1, 4)) + 11 - substr(since, 6, 2) - (substr(since, 9, 2) > '01') AS tenure,
    12 * (2026 - substr(stage_since, 1, 4)) + 11 - substr(stage_since, 6, 2) - (substr(stage_since, 9, 2) > '01') AS months_in,
    CASE current_stage WHEN 'exploratory' THEN 1 WHEN 'basic' THEN 2 WHEN 'collaborative' THEN 3 WHEN 'interconnected' THEN 4 END AS stage,
    CASE vendor_view WHEN 'exploratory' THEN 1 WHEN 'basic' THEN 2 WHEN 'collaborative' THEN 3 WHEN 'interconnected' THEN 4 END
    - CASE customer_view WHEN 'exploratory' THEN 1 WHEN 'basic' THEN 2 WHEN 'collaborative' THEN 3 WHEN 'interconnected' THEN 4 END AS dissonance,
    ifnull(depts, 0) AS depts, ifnull(champs, 0) AS champs, ifnull(val12, 0) AS val12, inbound, talks, last_days
  FROM accounts LEFT JOIN touched ON touched.account_id = id LEFT JOIN talked ON talked.account_id = id
),
criterion AS MATERIALIZED (
  SELECT
    *,
    (nps >= 30 AND exec_sponsor) OR nps >= 60 OR (depts >= 3 AND champs >= 1) AS engaged,
    CASE WHEN revenue <> 0 THEN 4 * (revenue - cost) >= revenue END AS profitable,
    culture_fit >= 60 AND abs(dissonance) <= 1 AS aligned,
    joint_plan AND tenure >= 12 AND last_days <= 180 AS committed,
    35 * strategic_fit + 25 * ifnull(culture_fit, 50) + 20 * switching_cost + 10 * ifnull(nps + 100, 100) AS score
  FROM number
),
counted AS (
  SELECT *, ifnull(engaged, 0) + ifnull(profitable, 0) + ifnull(aligned, 0) + ifnull(committed, 0) AS met FROM criterion
),
staged AS MATERIALIZED (
  SELECT
    *,
    CASE
      WHEN met = 4 AND score >= 6000 AND switching_cost >= 50 AND depts >= 2 AND 10 * inbound >= 4 * talks THEN 4
      WHEN met >= 3 AND committed AND score >= 5000 AND val12 >= 100000 THEN 3
      WHEN met >= 2 OR (profitable AND tenure >= 6) THEN 2
      ELSE 1
    END AS assessed
  FROM counted
),
ruled AS (
  SELECT
    *,
    CASE
      WHEN stage = 1 AND assessed >= 2 AND months_in >= 3 THEN 1
      WHEN stage = 2 AND assessed >= 3 AND months_in >= 6 THEN 2
      WHEN stage = 3 AND assessed = 4 AND months_in >= 12 AND dissonance = 0 THEN 3
      WHEN stage = 3 AND months_in > 18 AND NOT profitable THEN 4
      WHEN stage = 4 AND (NOT aligned OR score < 4500) THEN 5
      WHEN stage = 2 AND met = 0 AND payment_days > 60 THEN 6
    END AS rule
  FROM staged
)
SELECT
  place, id, name, segment, revenue, cost, depts, champs, val12, inbound, talks, last_days,
  engaged, profitable, aligned, committed, assessed AS stage_assessed, score AS hundredths,
  printf('%d.%02d', score / 100, score % 100) AS score,
  CASE assessed WHEN 1 THEN 'exploratory' WHEN 2 THEN 'basic' WHEN 3 THEN 'collaborative' ELSE 'interconnected' END AS assessed,
  CASE
    WHEN rule = 1 THEN 'basic' WHEN rule = 2 THEN 'collaborative' WHEN rule = 3 THEN 'interconnected'
    WHEN rule = 4 THEN 'basic' WHEN rule = 5 THEN 'collaborative' WHEN rule = 6 THEN 'exploratory'
    WHEN stage = 1 THEN 'exploratory' WHEN stage = 2 THEN 'basic' WHEN stage = 3 THEN 'collaborative' ELSE 'interconnected'
  END AS "next",
  CASE rule
    WHEN 1 THEN 'advance_to_basic' WHEN 2 THEN 'advance_to_collab' WHEN 3 THEN 'advance_to_inter'
    WHEN 4 THEN 'demote_unprofitable' WHEN 5 THEN 'demote_misaligned' WHEN 6 THEN 'exit_dormant' ELSE 'none'
  END AS rule
FROM ruled;
