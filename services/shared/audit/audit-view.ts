import type { AuditAction } from './audit-actions.ts';

/** Something that somebody did, as the HTTP interface shows it (schemas/http). */
export interface AuditEventView {
  readonly id: string;
  readonly occurredAt: string;
  /** a username or a program's id, or what acts by itself: retention, operator */
  readonly actor: string;
  /** null for whoever is no person of the LMS */
  readonly actorName: string | null;
  readonly action: AuditAction;
  readonly importId: string | null;
  /** null for an import without a file, and for one that was discarded */
  readonly fileName: string | null;
  /** what else it was done to: a report's name, the id of a person or of a saved mapping */
  readonly subject: string | null;
}
