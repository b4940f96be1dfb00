import type { AUDIT as EN } from '../../en/pages/audit.ts';
import type { Translated } from '../../texts.ts';

export const AUDIT: Translated<typeof EN> = {};
