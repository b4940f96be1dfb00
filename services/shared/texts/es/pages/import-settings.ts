import type { IMPORT_SETTINGS as EN } from '../../en/pages/import-settings.ts';
import type { Translated } from '../../texts.ts';

export const IMPORT_SETTINGS: Translated<typeof EN> = {};
