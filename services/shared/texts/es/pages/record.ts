import type { RECORD as EN } from '../../en/pages/record.ts';
import type { Translated } from '../../texts.ts';

export const RECORD: Translated<typeof EN> = {};
