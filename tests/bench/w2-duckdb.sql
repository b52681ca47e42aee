COPY (
  SELECT
    id, score, engaged, profitable, aligned, committed, assessed, "next", rule, depts, champs, val12,
    CASE WHEN talks > 0 THEN printf('%.6f', inbound / talks) END AS inb,
    last_days
  FROM moved
) TO '@OUT@' (FORMAT csv, HEADER true)
