import type { ReportName } from '../../api/reports.ts';
import { text } from '../../texts/texts.ts';

const NAMES: readonly ReportName[] = [
  'people-detail-with-pid',
  'certifications-by-certification',
  'courses-by-course',
  'import-activity',
];

/** What a report answers. Reports that this version of the pages does not know are listed too, by their title alone. */
export function reportText(name: string): string {
  const known = NAMES.find((one) => one === name);
  return known === undefined ? '' : text(`reports.about.${known}`);
}
