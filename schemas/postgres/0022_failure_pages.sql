SET LOCAL ROLE lms_owner;

-- Failed rows of files, those of 2,000 row numbers together (services/shared/imports/failure-page.ts): a row of a
-- letter that fails takes bytes here, and not a line of its own with its sentence and its keys. Failed records of
-- feeds, and of files whose failures the version before has stored, are rows of import_failures.
CREATE TABLE import_failure_pages (
  import_id uuid NOT NULL REFERENCES imports,
  -- Rows page * 2000 + 1 to page * 2000 + 2000 of the file.
  page int NOT NULL,
  tenant_id int NOT NULL REFERENCES tenants,
  -- How many failed rows it holds.
  rows int NOT NULL,
  -- Of each of their reasons: {key, count, alone, message}, where key is as in import_failures.codes, message is what
  -- one of the rows says, and alone what one says that has no other reason.
  reasons jsonb NOT NULL,
  -- Their numbers, reasons and words, each of the last two once: JSON, compressed as one frame of Zstandard (RFC 8878).
  failures bytea NOT NULL,
  PRIMARY KEY (import_id, page)
);
-- It is compressed; PostgreSQL would only try again.
ALTER TABLE import_failure_pages ALTER COLUMN failures SET STORAGE EXTERNAL;

ALTER TABLE import_failure_pages ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_failure_pages FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON import_failure_pages TO lms_ingest, lms_portal
  USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()));
CREATE POLICY every_tenant ON import_failure_pages TO lms_producer, lms_writer, lms_aggregator
  USING (true) WITH CHECK (true);
CREATE POLICY owner ON import_failure_pages TO lms_owner USING (true);

GRANT SELECT, INSERT, UPDATE ON import_failure_pages TO lms_aggregator;
GRANT SELECT ON import_failure_pages TO lms_portal;
GRANT SELECT, DELETE ON import_failure_pages TO lms_producer;
-- ingest asks how many failures are stored, so that no more come than are.
GRANT SELECT ON import_counts TO lms_producer;

-- How many failures of an import are stored, in whichever form.
CREATE FUNCTION failures_stored(of_import uuid) RETURNS bigint
  LANGUAGE sql STABLE
  RETURN (SELECT count(*) FROM public.import_failures WHERE import_id = of_import)
    + (SELECT coalesce(sum(rows), 0) FROM public.import_failure_pages WHERE import_id = of_import);

-- Entries stay until aggregator has made them durable, and failures say the same of one row after the other:
-- uncompressed, those of a file of one-letter rows took ninety times its bytes.
ALTER TABLE outbox ALTER COLUMN errors SET STORAGE EXTENDED;
