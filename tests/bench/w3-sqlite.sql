-- A share is divided three digits at a time, for a total times a million is more than a whole number of SQLite holds.
WITH
placed AS (
  SELECT
    *,
    revenue - cost AS profit,
    stage_assessed = 4 AND row_number() OVER (PARTITION BY stage_assessed = 4 ORDER BY hundredths DESC, id) <= 30 AS "key",
    rank() OVER (ORDER BY hundredths DESC) AS "rank",
    sum(revenue - cost) OVER (ORDER BY revenue - cost DESC, id ROWS UNBOUNDED PRECEDING) AS running,
    sum(revenue - cost) OVER () AS total,
    100 * (rank() OVER (PARTITION BY segment ORDER BY revenue) - 1) / max(count(*) OVER (PARTITION BY segment) - 1, 1) AS pct
  FROM moved
),
thousandths AS (
  SELECT *, 1000 * running / total AS high, 1000 * (1000 * running % total) AS rest FROM placed
),
shared AS (
  SELECT *, 1000 * high + rest / total + (2 * (rest % total) >= total) AS share FROM thousandths
)
SELECT
  id,
  CASE WHEN instr(name, ',') OR instr(name, '"') THEN '"' || replace(name, '"', '""') || '"' ELSE name END AS name,
  score, assessed, "next",
  CASE "key" WHEN 1 THEN 'true' ELSE 'false' END AS "key",
  "rank",
  CASE WHEN profit < 0 THEN '-' ELSE '' END || printf('%d.%02d', abs(profit) / 100, abs(profit) % 100) AS profit,
  printf('%d.%06d', share / 1000000, share % 1000000) AS cum_share,
  CASE WHEN 10 * (running - profit) < 8 * total THEN 'true' ELSE 'false' END AS pareto,
  pct
FROM shared
ORDER BY place
