SET LOCAL ROLE lms_owner;

-- A browser's session is good as long as it has a row here. Its cookie holds who it is, sealed; this says whether it
-- was ended. A session of an earlier version has no row, and its browser signs in again.
CREATE TABLE browser_sessions (
  session_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id int NOT NULL REFERENCES tenants,
  -- The username as people have it folded, so that an operator can end all sessions of one person.
  subject_folded text NOT NULL COLLATE "C",
  -- Null for somebody who can sign in and is no person of the LMS.
  person_id bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  -- With a person their sessions are deleted.
  FOREIGN KEY (tenant_id, person_id) REFERENCES people ON DELETE CASCADE
);
CREATE INDEX browser_sessions_by_subject ON browser_sessions (tenant_id, subject_folded);
CREATE INDEX browser_sessions_by_person ON browser_sessions (tenant_id, person_id);
CREATE INDEX browser_sessions_by_end ON browser_sessions (tenant_id, expires_at);

ALTER TABLE browser_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE browser_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON browser_sessions TO lms_ingest, lms_portal
  USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()));
-- The owner deletes them with their people.
CREATE POLICY owner ON browser_sessions TO lms_owner USING (true);
GRANT SELECT, UPDATE (last_used_at) ON browser_sessions TO lms_ingest, lms_portal;
GRANT INSERT, DELETE ON browser_sessions TO lms_portal;

-- Whoever had another role, or another name, when they signed in signs in again. It runs as the owner, since whoever
-- changes people need not be able to end sessions.
CREATE FUNCTION end_sessions_of_person() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
  AS $$
BEGIN
  DELETE FROM public.browser_sessions WHERE tenant_id = OLD.tenant_id AND person_id = OLD.person_id;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION end_sessions_of_person() FROM PUBLIC;
CREATE TRIGGER end_sessions AFTER UPDATE OF role, username_folded ON people FOR EACH ROW
  WHEN (OLD.role IS DISTINCT FROM NEW.role OR OLD.username_folded IS DISTINCT FROM NEW.username_folded)
  EXECUTE FUNCTION end_sessions_of_person();

-- NOT VALID: rows that are there have one of the actions that were allowed before, all of which still are.
ALTER TABLE audit_events DROP CONSTRAINT audit_events_action_check,
  ADD CONSTRAINT audit_events_action_check CHECK (action IN ('import.uploaded', 'import.cancelled',
    'original.downloaded', 'errors.downloaded', 'report.downloaded', 'feed.opened', 'feed.closed', 'files.removed',
    'person.deleted', 'sessions.revoked')) NOT VALID;
