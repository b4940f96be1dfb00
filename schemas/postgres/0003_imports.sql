SET LOCAL ROLE lms_owner;

CREATE TABLE imports (
  tenant_id int NOT NULL REFERENCES tenants,
  import_id uuid NOT NULL DEFAULT uuidv7(),
  type text NOT NULL CHECK (type IN ('courses', 'certifications')),
  source text NOT NULL CHECK (source IN ('file', 'feed')),
  file_name text,
  initiated_by text NOT NULL,
  -- The tenant's clock when the import was accepted, in microseconds: its place in the order of imports.
  accepted_us bigint NOT NULL,
  status text NOT NULL DEFAULT 'In progress'
    CHECK (status IN ('In progress', 'Complete but with errors', 'Complete', 'Cancelled')),
  cancel_requested_at timestamptz,
  total bigint,
  successes bigint NOT NULL DEFAULT 0,
  failures bigint NOT NULL DEFAULT 0,
  skipped bigint NOT NULL DEFAULT 0,
  -- When a status was last obtained from the pipeline.
  last_updated timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  same_file_as uuid,
  original_key text,
  original_bytes bigint,
  original_sha256 bytea,
  -- What reading the file depends on, frozen when it was accepted: dialect, date format, today, partitions.
  reading jsonb,
  error_file_key text,
  -- A feed without an end is one entry a day (UTC); a bounded feed has no day.
  feed_day date,
  -- From then on total is what the producer announced, or what had come when the day was over.
  feed_closed_at timestamptz,
  -- From then on it takes no record: its day is over, it was cancelled, or it was quiet for too long after it was closed.
  feed_ended_at timestamptz,
  -- A bounded feed: records announced that never came.
  missing bigint,
  finishing_until timestamptz,
  -- Grows with every change; the mirror is behind while mirrored_revision differs.
  revision bigint NOT NULL DEFAULT 1,
  mirrored_revision bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (import_id),
  UNIQUE (tenant_id, accepted_us),
  CHECK (source = 'feed' OR (original_key IS NOT NULL AND reading IS NOT NULL AND file_name IS NOT NULL))
);
CREATE UNIQUE INDEX imports_running_feed ON imports (tenant_id, type, feed_day) WHERE feed_day IS NOT NULL;
CREATE INDEX imports_same_file ON imports (tenant_id, original_sha256, type);
CREATE INDEX imports_running ON imports (import_id) WHERE status = 'In progress';
CREATE INDEX imports_to_mirror ON imports (import_id) WHERE revision <> mirrored_revision;

-- The lease under which one ingest produces an import's rows. A new claim fences the one before.
CREATE TABLE import_production (
  import_id uuid PRIMARY KEY REFERENCES imports,
  tenant_id int NOT NULL REFERENCES tenants,
  claim bigint NOT NULL DEFAULT 0,
  claimed_by text,
  lease_until timestamptz NOT NULL DEFAULT now(),
  -- Rows that may be on the topic (written before the send) and rows that are (written after it).
  offered_rows bigint NOT NULL DEFAULT 0,
  acknowledged_rows bigint NOT NULL DEFAULT 0,
  finished boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50);
CREATE INDEX import_production_open ON import_production (import_id) WHERE NOT finished;

-- What transcript-writer has accounted for, in the transaction that did it.
CREATE TABLE import_progress (
  import_id uuid NOT NULL REFERENCES imports,
  partition int NOT NULL,
  tenant_id int NOT NULL REFERENCES tenants,
  claim bigint NOT NULL,
  last_row bigint NOT NULL,
  successes bigint NOT NULL,
  failures bigint NOT NULL,
  skipped bigint NOT NULL,
  PRIMARY KEY (import_id, partition)
) WITH (fillfactor = 50);

-- Rows of a bounded feed that have been accounted for: its producer may send each again, on any partition.
CREATE TABLE feed_rows (
  import_id uuid NOT NULL REFERENCES imports,
  row_number bigint NOT NULL,
  tenant_id int NOT NULL REFERENCES tenants,
  PRIMARY KEY (import_id, row_number)
);

-- What aggregator has seen of the same counts, and made visible in ClickHouse.
CREATE TABLE import_counts (
  import_id uuid NOT NULL REFERENCES imports,
  partition int NOT NULL,
  tenant_id int NOT NULL REFERENCES tenants,
  successes bigint NOT NULL,
  failures bigint NOT NULL,
  skipped bigint NOT NULL,
  PRIMARY KEY (import_id, partition)
) WITH (fillfactor = 50);

-- Failed records; (source, number) as in lms.training.RecordError. record is kept where no file holds it.
CREATE TABLE import_failures (
  import_id uuid NOT NULL REFERENCES imports,
  source int NOT NULL,
  number bigint NOT NULL,
  tenant_id int NOT NULL REFERENCES tenants,
  -- Each reason's code and columns, as reasonKey() in services/shared/csv/reason.ts writes them.
  codes text[] NOT NULL,
  errors text NOT NULL,
  record bytea,
  PRIMARY KEY (import_id, source, number)
);

CREATE TABLE idempotency_keys (
  tenant_id int NOT NULL REFERENCES tenants,
  key text NOT NULL,
  import_id uuid NOT NULL REFERENCES imports,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key)
);

-- Objects being written that nothing refers to yet: committed together with the reference, or swept.
CREATE TABLE object_intents (
  object_key text PRIMARY KEY,
  tenant_id int NOT NULL REFERENCES tenants,
  upload_id text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX object_intents_by_age ON object_intents (created_at);
