-- Mirrors of PostgreSQL's truth. A row written twice, or an older one late, changes nothing: the highest version stays.

CREATE TABLE IF NOT EXISTS people (
  tenant_id UInt32,
  person_id UInt64,
  username String,
  employee_id Nullable(String),
  first_name String,
  last_name String,
  email Nullable(String),
  role LowCardinality(String),
  version UInt64,
  is_deleted UInt8 DEFAULT 0
) ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (tenant_id, person_id);

-- By course first: the reports ask about a course far more often than about a person.
CREATE TABLE IF NOT EXISTS course_records (
  tenant_id UInt32,
  person_id UInt64,
  course_number String,
  course_name String,
  course_type LowCardinality(String),
  start_date Nullable(Date32),
  completion_date Date32,
  score Nullable(Decimal(7, 4)),
  duration_minutes Nullable(UInt32),
  credits Nullable(Decimal(9, 4)),
  instructor Nullable(String),
  provider Nullable(String),
  location Nullable(String),
  notes Nullable(String),
  status LowCardinality(String),
  import_id Nullable(UUID),
  position_us UInt64,
  position_source UInt32,
  position_number UInt64,
  version UInt64,
  is_deleted UInt8 DEFAULT 0
) ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (tenant_id, course_number, person_id);

-- Append-only: what an overwrite replaced, and what came too late to be current. A position names one record of the past.
CREATE TABLE IF NOT EXISTS course_history (
  tenant_id UInt32,
  person_id UInt64,
  course_number String,
  course_name String,
  course_type LowCardinality(String),
  start_date Nullable(Date32),
  completion_date Date32,
  score Nullable(Decimal(7, 4)),
  duration_minutes Nullable(UInt32),
  credits Nullable(Decimal(9, 4)),
  instructor Nullable(String),
  provider Nullable(String),
  location Nullable(String),
  notes Nullable(String),
  status LowCardinality(String),
  import_id Nullable(UUID),
  position_us UInt64,
  position_source UInt32,
  position_number UInt64,
  version UInt64,
  outcome Enum8('REPLACED' = 1, 'SUPERSEDED' = 2, 'LATE' = 3)
) ENGINE = ReplacingMergeTree
ORDER BY (tenant_id, person_id, course_number, position_us, position_source, position_number);

CREATE TABLE IF NOT EXISTS certification_records (
  tenant_id UInt32,
  person_id UInt64,
  record_id UInt64,
  certification_name String,
  certification_number Nullable(String),
  issuing_organization Nullable(String),
  issue_date Date32,
  -- ISO text: what never expires is often given as 9999-12-31, and Date32 ends with 2299.
  expiration_date Nullable(String),
  notes Nullable(String),
  status LowCardinality(String),
  import_id Nullable(UUID),
  version UInt64,
  is_deleted UInt8 DEFAULT 0
) ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (tenant_id, certification_name, person_id, record_id);

CREATE TABLE IF NOT EXISTS imports (
  tenant_id UInt32,
  import_id UUID,
  type LowCardinality(String),
  source LowCardinality(String),
  status LowCardinality(String),
  accepted_at DateTime64(6, 'UTC'),
  total Nullable(UInt64),
  successes UInt64,
  failures UInt64,
  revision UInt64
) ENGINE = ReplacingMergeTree(revision)
ORDER BY (tenant_id, import_id);
