-- The share is a quotient of binary floating point, rounded to six digits: where it lies in the middle it may differ from the exact one.
COPY (
  WITH
  placed AS (
    SELECT
      id, name, score, assessed, "next",
      revenue - cost_to_serve AS profit,
      assessed = 'interconnected' AND row_number() OVER (PARTITION BY assessed = 'interconnected' ORDER BY score DESC, id) <= 30 AS "key",
      rank() OVER (ORDER BY score DESC) AS "rank",
      sum(revenue - cost_to_serve) OVER (ORDER BY revenue - cost_to_serve DESC, id ROWS UNBOUNDED PRECEDING) AS running,
      sum(revenue - cost_to_serve) OVER () AS total,
      100 * (rank() OVER (PARTITION BY segment ORDER BY revenue) - 1) // greatest(count(*) OVER (PARTITION BY segment) - 1, 1) AS pct
    FROM moved
  )
  SELECT
    id, name, score, assessed, "next", "key", "rank", profit,
    printf('%.6f', running / total) AS cum_share,
    10 * (running - profit) < 8 * total AS pareto,
    pct
  FROM placed
) TO '@OUT@' (FORMAT csv, HEADER true)
