SET LOCAL ROLE lms_owner;

ALTER TABLE imports
  -- Rows of which nobody can tell what became of them, or why they failed: they were offered and never accounted for, or
  -- counted as failed and their reasons are lost. Only an import that was cancelled can end with such rows.
  ADD COLUMN unknown bigint NOT NULL DEFAULT 0,
  -- An operator wants it to end as it stands (npm run imports:finish).
  ADD COLUMN end_requested_at timestamptz;

-- aggregator compares an import's records in ClickHouse with these, and inserts what is missing there.
GRANT SELECT ON course_records, certification_records TO lms_aggregator;
