/** The pages' addresses. */
export const PATHS = {
  home: '/',
  signedIn: '/signed-in',
  myTrainingHistory: '/my-training-history',
  people: '/people',
  reports: '/reports',
  admin: '/lms-admin',
  audit: '/lms-admin/audit',
  bulkImport: '/lms-admin/bulk-import',
  directions: '/lms-admin/bulk-import/directions',
  notifications: '/lms-admin/notifications',
  imports: '/lms-admin/bulk-import/imports',
} as const;

export function personPath(id: string): string {
  return `${PATHS.people}/${encodeURIComponent(id)}`;
}

export function coursePath(personId: string, courseNumber: string): string {
  return `${personPath(personId)}/courses/${encodeURIComponent(courseNumber)}`;
}

export function reportPath(name: string): string {
  return `${PATHS.reports}/${encodeURIComponent(name)}`;
}

export function importPath(id: string): string {
  return `${PATHS.imports}/${encodeURIComponent(id)}`;
}

/** A training history as a document. @param personId left out for the reader's own */
export function printPath(personId: string | undefined): string {
  return `${personId === undefined ? PATHS.myTrainingHistory : personPath(personId)}/print`;
}

/** What was done with an import, and by whom. */
export function auditPath(importId: string): string {
  return `${PATHS.audit}?importId=${encodeURIComponent(importId)}`;
}
