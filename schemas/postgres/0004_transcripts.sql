SET LOCAL ROLE lms_owner;

-- Versions must follow the order of row locks, so a session may not keep values in advance (CACHE 1).
CREATE SEQUENCE record_version AS bigint CACHE 1;

-- Primary keys only, and room on the page: an overwrite changes no indexed column and stays a HOT update.
-- No foreign key to people: it would lock and mark a person's row for every record written. transcript-writer
-- resolves people in the same transaction, and a person is deleted together with these rows.
CREATE TABLE course_records (
  tenant_id int NOT NULL,
  person_id bigint NOT NULL,
  course_number text NOT NULL COLLATE "C",
  course_name text NOT NULL,
  course_type text NOT NULL,
  start_date date,
  completion_date date NOT NULL,
  score numeric(7, 4),
  duration_minutes int,
  credits numeric(9, 4),
  instructor text,
  provider text,
  location text,
  notes text,
  status text NOT NULL DEFAULT 'completed',
  import_id uuid,
  -- Where the record stands in the tenant's order of writes; a lower position does not overwrite.
  position_us bigint NOT NULL,
  position_source int NOT NULL,
  position_number bigint NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (tenant_id, person_id, course_number)
) WITH (fillfactor = 80);

CREATE TABLE certification_records (
  tenant_id int NOT NULL,
  person_id bigint NOT NULL,
  record_id bigint NOT NULL,
  certification_name text NOT NULL,
  certification_number text,
  issuing_organization text,
  issue_date date NOT NULL,
  expiration_date date,
  notes text,
  status text NOT NULL DEFAULT 'completed',
  import_id uuid,
  version bigint NOT NULL,
  PRIMARY KEY (tenant_id, person_id, record_id)
);

-- The next offset to read of each partition: the only place that decides where reading starts.
CREATE TABLE consumed (
  topic text NOT NULL,
  partition int NOT NULL,
  next_offset bigint NOT NULL,
  cluster_id text NOT NULL,
  -- The latest time of a record read, in microseconds: positions do not go back when the broker's clock does.
  last_time_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

-- What committed batches have yet to tell the topics, numbered by the offset after the batch.
CREATE TABLE outbox (
  topic text NOT NULL,
  partition int NOT NULL,
  next_offset bigint NOT NULL,
  -- Encoded lms.training.TranscriptChange and lms.training.RecordError messages, in the order they are sent.
  changes bytea[] NOT NULL,
  errors bytea[] NOT NULL,
  PRIMARY KEY (topic, partition, next_offset)
);
-- Rows live for milliseconds: compressing them would cost more than it saves.
ALTER TABLE outbox ALTER COLUMN changes SET STORAGE EXTERNAL;
ALTER TABLE outbox ALTER COLUMN errors SET STORAGE EXTERNAL;
