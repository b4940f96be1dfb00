import type { BULK_IMPORT as EN } from '../../en/pages/bulk-import.ts';
import type { Translated } from '../../texts.ts';

export const BULK_IMPORT: Translated<typeof EN> = {};
