-- migrate: outside a transaction
-- What was done to one import is found without reading all that its tenant ever did.
-- An interrupted attempt leaves an index that is never valid: it is made again.
DROP INDEX CONCURRENTLY IF EXISTS audit_events_by_import;
CREATE INDEX CONCURRENTLY audit_events_by_import ON audit_events (import_id) WHERE import_id IS NOT NULL;
