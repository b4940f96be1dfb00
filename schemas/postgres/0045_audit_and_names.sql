SET LOCAL ROLE lms_owner;

-- LMS admins read who did what in their tenant. Nobody who serves a tenant can change it.
GRANT SELECT ON audit_events TO lms_portal;

-- Imports are shown with the name of who initiated them, also in the answer to an upload.
GRANT SELECT (tenant_id, username_folded, first_name, last_name) ON people TO lms_ingest;

-- How many failures the error file of a running feed has, which is written again when there are more.
ALTER TABLE imports ADD COLUMN error_file_failures bigint;
