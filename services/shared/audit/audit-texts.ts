import type { AuditAction } from './audit-log.ts';

/** What was done, as people read it. */
export const AUDIT_TEXTS: Readonly<Record<AuditAction, string>> = {
  'import.uploaded': 'Uploaded a file',
  'import.cancelled': 'Cancelled an import',
  'import.applied': 'Imported a checked file',
  'import.approved': 'Approved an import',
  'import.discarded': 'Discarded a check',
  'import.settings-changed': 'Changed how a file is read',
  'import.undone': 'Undid an import',
  'record.undone': 'Undid one record',
  'original.downloaded': 'Downloaded an original file',
  'errors.downloaded': 'Downloaded an error file',
  'results.downloaded': 'Downloaded results',
  'report.downloaded': 'Downloaded a report',
  'feed.opened': 'Opened a feed',
  'feed.closed': 'Closed a feed',
  'files.removed': 'Removed the files of an import',
  'person.deleted': 'Deleted a person',
  'sessions.revoked': 'Ended sessions',
  'mapping.created': 'Saved a mapping',
  'mapping.changed': 'Changed a mapping',
  'mapping.deleted': 'Deleted a mapping',
  'webhook.created': 'Added a webhook',
  'webhook.changed': 'Changed a webhook',
  'webhook.deleted': 'Deleted a webhook',
  'webhook.secret-rotated': 'Gave a webhook a new secret',
  'delivery.sent-again': 'Sent a delivery again',
};

export const AUDIT_ACTIONS: readonly string[] = Object.keys(AUDIT_TEXTS);
