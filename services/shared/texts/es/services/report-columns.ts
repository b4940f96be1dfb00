import type { REPORT_COLUMNS as EN } from '../../en/services/report-columns.ts';
import type { Translated } from '../../texts.ts';

export const REPORT_COLUMNS: Translated<typeof EN> = {};
