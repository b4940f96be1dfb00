import type { PAGES as EN } from '../en/pages.ts';
import type { Translated } from '../texts.ts';
import { AUDIT_ACTIONS } from './common/audit-actions.ts';
import { DIRECTIONS } from './common/directions.ts';
import { IMPORTS } from './common/imports.ts';
import { INSPECTION } from './common/inspection.ts';
import { RECORDS } from './common/records.ts';
import { AUDIT } from './pages/audit.ts';
import { BULK_IMPORT } from './pages/bulk-import.ts';
import { CHECK } from './pages/check.ts';
import { COMPONENTS } from './pages/components.ts';
import { DIRECTIONS_PAGE } from './pages/directions.ts';
import { FRAME } from './pages/frame.ts';
import { HOME } from './pages/home.ts';
import { IMPORT } from './pages/import.ts';
import { IMPORT_SETTINGS } from './pages/import-settings.ts';
import { NOTICES } from './pages/notices.ts';
import { NOTIFICATIONS } from './pages/notifications.ts';
import { PEOPLE } from './pages/people.ts';
import { RECORD } from './pages/record.ts';
import { REPORTS } from './pages/reports.ts';
import { RESULTS } from './pages/results.ts';
import { TRAINING } from './pages/training.ts';
import { UNDO } from './pages/undo.ts';
import { UPLOAD } from './pages/upload.ts';

/** Every text of the pages, in Spanish. */
export const PAGES: Translated<typeof EN> = {
  ...AUDIT_ACTIONS,
  ...DIRECTIONS,
  ...IMPORTS,
  ...INSPECTION,
  ...RECORDS,
  ...AUDIT,
  ...BULK_IMPORT,
  ...CHECK,
  ...COMPONENTS,
  ...DIRECTIONS_PAGE,
  ...FRAME,
  ...HOME,
  ...IMPORT,
  ...IMPORT_SETTINGS,
  ...NOTICES,
  ...NOTIFICATIONS,
  ...PEOPLE,
  ...RECORD,
  ...REPORTS,
  ...RESULTS,
  ...TRAINING,
  ...UNDO,
  ...UPLOAD,
};
