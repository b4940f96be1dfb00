import type { ReportName } from '../../api/reports.ts';

/** What each report answers. */
export const REPORT_TEXTS: Readonly<Record<ReportName, string>> = {
  'people-detail-with-pid': 'Everyone with username and employee ID, as import files need them.',
  'certifications-by-certification':
    'How many people hold each certification, what has expired and what expires within 90 days.',
  'courses-by-course': 'How many people completed each course, and when the last of them did.',
  'import-activity': 'What was imported on each day, and how much of it failed.',
};

/** Reports that this version of the pages does not know are listed too, by their title alone. */
export function reportText(name: string): string {
  return new Map<string, string>(Object.entries(REPORT_TEXTS)).get(name) ?? '';
}
