-- migrate: always
-- What dashboards of tenants read: views with stable columns (docs/reporting.md), a contract. Whoever reads them has no right to
-- the tables: the views read those as the user who made them.
--
-- An account sees one tenant's rows by row policies on the views (services/shared/clickhouse/dashboards-account.ts), which ask for
-- `tenant_id`.
CREATE DATABASE IF NOT EXISTS reporting;

CREATE VIEW IF NOT EXISTS reporting.people DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT tenant_id, person_id, username, employee_id, first_name, last_name, email, role
FROM people FINAL;

CREATE VIEW IF NOT EXISTS reporting.courses DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT tenant_id, person_id, course_number, course_name, course_type, start_date, completion_date, score, duration_minutes,
  credits, instructor, provider, location, notes, status, import_id
FROM course_records FINAL;

-- Of most people it is known which records are the latest (0014_certification_recency.sql); those of the others are compared. The
-- view of the version before compared them all.
-- migrate: unless reporting.certifications reads recency
CREATE OR REPLACE VIEW reporting.certifications DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT tenant_id, person_id, record_id, certification_name, certification_number, issuing_organization, issue_date,
  expires_on AS expiration_date,
  toLowCardinality(multiIf(
    expires_on IS NULL, 'unlimited',
    expires_on < toDate32(now('UTC')), 'expired',
    expires_on <= toDate32(now('UTC')) + 90, 'expiring',
    'valid')) AS validity,
  CAST(recency = 'latest' AS Bool) AS is_latest,
  notes, status, import_id
FROM certification_records FINAL
WHERE person_id NOT IN (SELECT person_id FROM certification_records WHERE recency IN ('unknown', 'pending'))
UNION ALL
SELECT tenant_id, person_id, record_id, certification_name, certification_number, issuing_organization, issue_date,
  expires_on,
  toLowCardinality(multiIf(
    expires_on IS NULL, 'unlimited',
    expires_on < toDate32(now('UTC')), 'expired',
    expires_on <= toDate32(now('UTC')) + 90, 'expiring',
    'valid')),
  CAST(row_number() OVER (
    PARTITION BY tenant_id, certification_name, person_id ORDER BY issue_date DESC, record_id DESC) = 1 AS Bool),
  notes, status, import_id
FROM certification_records FINAL
WHERE person_id IN (SELECT person_id FROM certification_records WHERE recency IN ('unknown', 'pending'));

CREATE VIEW IF NOT EXISTS reporting.imports DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT tenant_id, import_id, type, source, status, accepted_at, total, successes, failures
FROM imports FINAL;

-- Lines of the history that came back are current again, and those of imports that nobody knows belong to none. The import stays
-- as it is stored, so that it is found by the indexes of 0007 and 0013.
CREATE VIEW IF NOT EXISTS reporting.import_rows DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT tenant_id, import_id, toLowCardinality('courses') AS type, person_id,
  toNullable(course_number) AS course_number, CAST(NULL AS Nullable(String)) AS certification_name,
  completion_date AS date, toLowCardinality('current') AS state
FROM course_records FINAL WHERE import_id IS NOT NULL
UNION ALL
SELECT tenant_id, import_id, toLowCardinality('courses'), person_id,
  toNullable(course_number), CAST(NULL AS Nullable(String)), completion_date, outcome
FROM course_history FINAL WHERE import_id IS NOT NULL AND outcome != 'restored'
UNION ALL
SELECT tenant_id, import_id, toLowCardinality('certifications'), person_id,
  CAST(NULL AS Nullable(String)), toNullable(certification_name), issue_date, toLowCardinality('current')
FROM certification_records FINAL WHERE import_id IS NOT NULL;
