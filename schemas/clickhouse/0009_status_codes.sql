-- Codes instead of the sentences that people read, as in PostgreSQL (schemas/postgres/0025_status_codes.sql).
ALTER TABLE imports UPDATE status = transform(status,
  ['In progress', 'Complete', 'Complete but with errors', 'Cancelled'],
  ['in_progress', 'complete', 'complete_with_errors', 'cancelled'], status)
WHERE status IN ('In progress', 'Complete', 'Complete but with errors', 'Cancelled') SETTINGS mutations_sync = 1;
