SET LOCAL ROLE lms_owner;

-- What was replaced, so that an import can be undone exactly: the record as it was, written by the statement that replaced
-- it. One part a month, since a month that nobody can undo any more is dropped whole (services/shared/retention).
CREATE TABLE course_record_history (
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
  status text NOT NULL,
  import_id uuid,
  position_us bigint NOT NULL,
  position_source int NOT NULL,
  position_number bigint NOT NULL,
  -- With the key it names one line of the history: every state of a record has a version of its own.
  version bigint NOT NULL,
  -- replaced: it was current until replaced_by wrote over it. overtaken: it never was, since a record of a higher position
  -- stood already. undone: it was current until its import was undone.
  outcome text NOT NULL CHECK (outcome IN ('replaced', 'overtaken', 'undone')),
  replaced_by uuid,
  -- Of an undone state: the version of the line that came back in its place, NULL where the record was removed.
  restored_version bigint,
  written_at timestamptz NOT NULL DEFAULT now(),
  -- The version of the batch that wrote the line, or changed its outcome: ClickHouse is brought up to date by it.
  written_version bigint NOT NULL
) PARTITION BY RANGE (written_at);
-- Lines go here when no month was prepared in time: nothing may stop a write.
CREATE TABLE course_record_history_unprepared PARTITION OF course_record_history DEFAULT;
CREATE INDEX course_record_history_by_record ON course_record_history (tenant_id, person_id, course_number);
-- Lines lie in the order in which they were written, nearly, and what an import overwrites is mostly another import's. (A B-tree
-- of import_id costs a microsecond a line, a tenth of the overwrite.)
CREATE INDEX course_record_history_by_import ON course_record_history USING brin (import_id)
  WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX course_record_history_by_writing ON course_record_history USING brin (written_version)
  WITH (pages_per_range = 32, autosummarize = on);

-- What became of the rows of a file, a letter a row, for rows that follow each other; the last row of a batch carries also
-- the earlier rows that rows of this batch supersede. services/shared/imports/row-results.ts says what the letters mean.
CREATE TABLE import_row_results (
  import_id uuid NOT NULL,
  first_row bigint NOT NULL,
  tenant_id int NOT NULL,
  results text NOT NULL,
  superseded bigint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (import_id, first_row)
);

-- Records of an import that is undone. Those numbered up to the undo's total are taken back; those behind stay, since
-- changed_by wrote them since.
CREATE TABLE undo_records (
  import_id uuid NOT NULL,
  row_number bigint NOT NULL,
  tenant_id int NOT NULL,
  person_id bigint NOT NULL,
  course_number text COLLATE "C",
  record_id bigint,
  changed_by uuid,
  PRIMARY KEY (import_id, row_number),
  CHECK ((course_number IS NULL) <> (record_id IS NULL))
);

-- How far ClickHouse's course_history follows: it has every line of written_version up to version. The next ones up to
-- next_version can be copied once every transaction below next_xid has ended.
CREATE TABLE history_mirror (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version bigint NOT NULL DEFAULT 0,
  next_version bigint,
  next_xid xid8
);
INSERT INTO history_mirror DEFAULT VALUES;

ALTER TABLE imports
  DROP CONSTRAINT imports_source_check,
  ADD CONSTRAINT imports_source_check CHECK (source IN ('file', 'feed', 'undo')),
  -- The import that this one undoes, or of which it undoes one record.
  ADD COLUMN undoes uuid REFERENCES imports,
  -- That one record: {"personId", "courseNumber"} or {"personId", "recordId"}.
  ADD COLUMN undo_of_record jsonb,
  -- The undo of this whole import; null again when that was cancelled.
  ADD COLUMN undone_by uuid REFERENCES imports,
  -- Of an undo: records that stay as they are, since they were changed since.
  ADD COLUMN stayed bigint,
  -- What its rows came to: {"added", "overwritten", "unchanged", "superseded", "kept"}, or {"restored", "removed", "stayed"}.
  -- Null until it ends, and where that is not known (feeds, imports of earlier versions).
  ADD COLUMN results jsonb,
  DROP CONSTRAINT files_of_a_file,
  ADD CONSTRAINT files_of_a_file CHECK (source <> 'file' OR files_removed_at IS NOT NULL
    OR (original_key IS NOT NULL AND file_name IS NOT NULL
      AND (parse_settings IS NOT NULL OR status IN ('needs_settings', 'discarded')))),
  ADD CONSTRAINT undoes_something CHECK ((source = 'undo') = (undoes IS NOT NULL));
CREATE INDEX imports_undos ON imports (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX imports_undone ON imports (import_id) WHERE undone_by IS NOT NULL;

ALTER TABLE import_progress
  -- Of an undo: rows whose record somebody changed before it could be taken back.
  ADD COLUMN stayed bigint NOT NULL DEFAULT 0;

ALTER TABLE tenants
  -- For how long after its end an import can be undone.
  ADD COLUMN undo_days int NOT NULL DEFAULT 90 CHECK (undo_days BETWEEN 0 AND 3650),
  -- Whose right it is, beside being an LMS admin: the role that a person must have.
  ADD COLUMN undo_role text NOT NULL DEFAULT 'lms_admin' CHECK (char_length(undo_role) BETWEEN 1 AND 255);

DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['course_record_history', 'course_record_history_unprepared', 'import_row_results', 'undo_records']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', named);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', named);
    EXECUTE format('CREATE POLICY owner ON %I TO lms_owner USING (true)', named);
    -- Asked for by its own name, a part of the history shows nothing to anybody.
    CONTINUE WHEN named = 'course_record_history_unprepared';
    EXECUTE format('CREATE POLICY own_tenant ON %I TO lms_ingest, lms_portal
      USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()))', named);
    EXECUTE format('CREATE POLICY every_tenant ON %I TO lms_producer, lms_writer, lms_aggregator
      USING (true) WITH CHECK (true)', named);
  END LOOP;
END $$;
GRANT SELECT ON import_row_results, undo_records TO lms_portal, lms_ingest, lms_producer, lms_aggregator;
GRANT SELECT ON course_record_history TO lms_portal, lms_producer, lms_aggregator;
GRANT SELECT, INSERT, UPDATE (outcome, written_version) ON course_record_history TO lms_writer;
-- What versions before this one publish of the past is stored by aggregator.
GRANT INSERT ON course_record_history TO lms_aggregator;
GRANT SELECT, INSERT ON import_row_results TO lms_writer;
GRANT INSERT ON import_row_results TO lms_aggregator;
GRANT DELETE ON import_row_results, undo_records TO lms_producer;
GRANT INSERT ON undo_records TO lms_producer;
GRANT SELECT ON undo_records TO lms_writer;
GRANT SELECT, UPDATE ON history_mirror TO lms_aggregator;

-- Writers take back what an import added.
GRANT DELETE ON course_records, certification_records TO lms_writer;
-- Whoever lists what is to be undone; the preview counts it.
GRANT SELECT ON course_records, certification_records TO lms_producer, lms_ingest;
GRANT UPDATE (total, stayed) ON imports TO lms_producer;
GRANT UPDATE (undone_by) ON imports TO lms_ingest;

-- NOT VALID: rows that are there have one of the actions that were allowed before, all of which still are.
ALTER TABLE audit_events DROP CONSTRAINT audit_events_action_check,
  ADD CONSTRAINT audit_events_action_check CHECK (action IN ('import.uploaded', 'import.cancelled', 'import.applied',
    'import.approved', 'import.discarded', 'import.settings-changed', 'import.undone', 'record.undone',
    'original.downloaded', 'errors.downloaded', 'results.downloaded', 'report.downloaded', 'feed.opened', 'feed.closed',
    'files.removed', 'person.deleted', 'sessions.revoked', 'mapping.created', 'mapping.changed', 'mapping.deleted')) NOT VALID;
