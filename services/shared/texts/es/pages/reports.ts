import type { REPORTS as EN } from '../../en/pages/reports.ts';
import type { Translated } from '../../texts.ts';

export const REPORTS: Translated<typeof EN> = {};
