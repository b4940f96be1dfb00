import type { IMPORT as EN } from '../../en/pages/import.ts';
import type { Translated } from '../../texts.ts';

export const IMPORT: Translated<typeof EN> = {};
