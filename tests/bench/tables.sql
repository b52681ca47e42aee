-- The files of the benchmark as SQLite reads them: amounts and dates as text, so that nothing turns into floating point.
CREATE TABLE accounts (
  id TEXT, name TEXT, segment TEXT, region TEXT, since TEXT, current_stage TEXT, stage_since TEXT, revenue TEXT,
  cost_to_serve TEXT, nps INTEGER, products INTEGER, switching_cost INTEGER, vendor_view TEXT, customer_view TEXT,
  exec_sponsor TEXT, joint_plan TEXT, strategic_fit INTEGER, culture_fit INTEGER, payment_days INTEGER, renewal_date TEXT);
CREATE TABLE contacts (account_id TEXT, department TEXT, seniority TEXT, champion TEXT, last_touch TEXT);
CREATE TABLE interactions (account_id TEXT, date TEXT, kind TEXT, direction TEXT, value TEXT);
