SET LOCAL ROLE lms_owner;

ALTER TABLE imports
  -- Whether it was uploaded to be checked, whatever has become of it: the same file under the same idempotency key is another
  -- upload when one is to be checked and the other is not.
  ADD COLUMN check_requested boolean NOT NULL DEFAULT false;

-- ingest applies and discards checked files, and checks them again under other settings.
GRANT UPDATE (type, status, accepted_us, total, successes, failures, skipped, same_file_as, parse_settings, inspection,
  warnings, settings, check_run, apply_after_check, cancel_requested_at, last_updated, revision) ON imports TO lms_ingest;

-- Retention removes what was discarded, and check runs that nobody needs any more.
GRANT DELETE ON imports TO lms_producer;
GRANT UPDATE (status, check_run, cancel_requested_at, last_updated, revision) ON imports TO lms_producer;
GRANT SELECT, DELETE ON idempotency_keys TO lms_producer;

-- NOT VALID: rows that are there have one of the actions that were allowed before, all of which still are.
ALTER TABLE audit_events DROP CONSTRAINT audit_events_action_check,
  ADD CONSTRAINT audit_events_action_check CHECK (action IN ('import.uploaded', 'import.cancelled', 'import.applied',
    'import.approved', 'import.discarded', 'import.settings-changed', 'original.downloaded', 'errors.downloaded',
    'report.downloaded', 'feed.opened', 'feed.closed', 'files.removed', 'person.deleted', 'sessions.revoked')) NOT VALID;
