/** The pages' addresses. */
export const PATHS = {
  home: '/',
  myTrainingHistory: '/my-training-history',
  people: '/people',
  reports: '/reports',
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
