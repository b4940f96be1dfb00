-- Stop the services, migrate, start them: the version before writes the sentences (CHANGELOG.md).
SET LOCAL ROLE lms_owner;

-- Codes instead of the sentences that people read: services/shared/imports/import-view.ts has those.
ALTER TABLE imports DROP CONSTRAINT imports_status_check;
DROP INDEX imports_running;
UPDATE imports SET status = CASE status
  WHEN 'In progress' THEN 'in_progress'
  WHEN 'Complete' THEN 'complete'
  WHEN 'Complete but with errors' THEN 'complete_with_errors'
  WHEN 'Cancelled' THEN 'cancelled'
END;
ALTER TABLE imports
  ALTER COLUMN status SET DEFAULT 'in_progress',
  ADD CONSTRAINT imports_status_check CHECK (status IN ('in_progress', 'complete', 'complete_with_errors', 'cancelled'));
CREATE INDEX imports_running ON imports (import_id) WHERE status = 'in_progress';
