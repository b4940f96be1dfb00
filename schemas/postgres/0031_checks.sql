SET LOCAL ROLE lms_owner;

-- A file can be checked before it is imported (docs/architecture.md, State machines). Its rows then take the way of an
-- import's, under a row of imports of their own, the check run: transcript-writer keeps them in the tables below instead
-- of writing records, and aggregator compares them with the records. An import may have several check runs, one after
-- another, since changed settings check again; nobody but the services ever sees one.
ALTER TABLE imports
  -- The import that this is a check run of.
  ADD COLUMN check_of uuid REFERENCES imports,
  -- The import's latest check run. The ones before are removed.
  ADD COLUMN check_run uuid,
  -- What the uploader has chosen (schemas/http, ImportSettings).
  ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
  -- Whether it is imported by itself once it is checked: a file that was not to be checked, of a tenant with hold_above.
  ADD COLUMN apply_after_check boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT imports_status_check,
  ADD CONSTRAINT imports_status_check CHECK (status IN ('in_progress', 'complete', 'complete_with_errors', 'cancelled',
    'checking', 'ready_to_import', 'needs_settings', 'needs_approval', 'discarded')),
  -- A file whose columns are not known yet cannot be parsed.
  DROP CONSTRAINT files_of_a_file,
  ADD CONSTRAINT files_of_a_file CHECK (source = 'feed' OR files_removed_at IS NOT NULL
    OR (original_key IS NOT NULL AND file_name IS NOT NULL
      AND (parse_settings IS NOT NULL OR status IN ('needs_settings', 'discarded'))));
CREATE INDEX imports_check_runs ON imports (check_of) WHERE check_of IS NOT NULL;
-- Checks that wait for a person; those that nobody applies are removed after a week.
CREATE INDEX imports_waiting ON imports (last_updated)
  WHERE status IN ('checking', 'ready_to_import', 'needs_settings', 'needs_approval', 'discarded');

-- Rows of check runs that would be written, as they would be.
CREATE TABLE checked_courses (
  import_id uuid NOT NULL,
  row_number bigint NOT NULL,
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
  PRIMARY KEY (import_id, row_number)
);
CREATE TABLE checked_certifications (
  import_id uuid NOT NULL,
  row_number bigint NOT NULL,
  tenant_id int NOT NULL,
  person_id bigint NOT NULL,
  certification_name text NOT NULL,
  PRIMARY KEY (import_id, row_number)
);

-- What a check run found: counts and examples (schemas/http, Check).
CREATE TABLE import_checks (
  import_id uuid PRIMARY KEY REFERENCES imports,
  tenant_id int NOT NULL REFERENCES tenants,
  result jsonb NOT NULL,
  -- Records of a higher version were written since.
  checked_version bigint NOT NULL,
  checked_at timestamptz NOT NULL DEFAULT now()
);

DO $$
DECLARE
  checked text;
BEGIN
  FOREACH checked IN ARRAY ARRAY['checked_courses', 'checked_certifications', 'import_checks']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', checked);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', checked);
    EXECUTE format('CREATE POLICY own_tenant ON %I TO lms_ingest, lms_portal
      USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()))', checked);
    EXECUTE format('CREATE POLICY every_tenant ON %I TO lms_producer, lms_writer, lms_aggregator
      USING (true) WITH CHECK (true)', checked);
    EXECUTE format('CREATE POLICY owner ON %I TO lms_owner USING (true)', checked);
    EXECUTE format('GRANT SELECT ON %I TO lms_portal, lms_ingest', checked);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO lms_producer', checked);
  END LOOP;
END $$;
GRANT INSERT ON checked_courses, checked_certifications TO lms_writer;
GRANT SELECT ON checked_courses, checked_certifications TO lms_aggregator;
GRANT SELECT, INSERT, UPDATE, DELETE ON import_checks TO lms_aggregator;
GRANT SELECT ON SEQUENCE record_version TO lms_aggregator, lms_portal;

-- How many rows an import may overwrite before it waits for approval: a share of its rows in percent, or a number.
ALTER TABLE tenants
  ADD COLUMN hold_above_percent numeric(5, 2) CHECK (hold_above_percent >= 0),
  ADD COLUMN hold_above_rows bigint CHECK (hold_above_rows >= 0),
  -- Whether it has to be approved by somebody else than who uploaded it.
  ADD COLUMN two_person boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT one_hold CHECK (hold_above_percent IS NULL OR hold_above_rows IS NULL);
