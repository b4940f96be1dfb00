SET LOCAL ROLE lms_owner;

ALTER TABLE imports
  -- Whether what its rows come to depends on what is stored (blanks or olderRecords: keep): it is produced only once the
  -- tenant's earlier imports have ended.
  ADD COLUMN in_order boolean NOT NULL DEFAULT false,
  -- What the file's titles are, the column Errors left out, whatever their order: by them a corrected error file is
  -- known again.
  ADD COLUMN titles_key bytea,
  -- The import whose error file this file was made of.
  ADD COLUMN corrects uuid,
  -- The saved mapping that was used, as it was then: id, name and version.
  ADD COLUMN mapping jsonb;
CREATE INDEX imports_by_titles ON imports (tenant_id, titles_key, accepted_us) WHERE titles_key IS NOT NULL;
CREATE INDEX imports_corrections ON imports (corrects, accepted_us) WHERE corrects IS NOT NULL;

-- What tenants choose about files of one kind, to be used again for the next (schemas/http, Mapping).
CREATE TABLE mappings (
  mapping_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id int NOT NULL REFERENCES tenants,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  version int NOT NULL DEFAULT 1,
  -- The titles of the files that it is for, where they were said.
  titles text[],
  -- Hash of those titles or, without them, of the titles that columns name.
  titles_key bytea,
  -- The parts of ImportSettings that it holds.
  settings jsonb NOT NULL,
  created_by text NOT NULL,
  updated_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, name)
);
CREATE INDEX mappings_by_titles ON mappings (tenant_id, titles_key);

ALTER TABLE mappings ENABLE ROW LEVEL SECURITY;
ALTER TABLE mappings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON mappings TO lms_ingest, lms_portal
  USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()));
CREATE POLICY owner ON mappings TO lms_owner USING (true);
GRANT SELECT ON mappings TO lms_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON mappings TO lms_portal;

GRANT UPDATE (in_order, titles_key, mapping) ON imports TO lms_ingest;
-- A corrected file is known by what its error column says.
GRANT SELECT ON import_failure_pages TO lms_ingest;

-- NOT VALID: rows that are there have one of the actions that were allowed before, all of which still are.
ALTER TABLE audit_events DROP CONSTRAINT audit_events_action_check,
  ADD CONSTRAINT audit_events_action_check CHECK (action IN ('import.uploaded', 'import.cancelled', 'import.applied',
    'import.approved', 'import.discarded', 'import.settings-changed', 'original.downloaded', 'errors.downloaded',
    'report.downloaded', 'feed.opened', 'feed.closed', 'files.removed', 'person.deleted', 'sessions.revoked',
    'mapping.created', 'mapping.changed', 'mapping.deleted')) NOT VALID;
