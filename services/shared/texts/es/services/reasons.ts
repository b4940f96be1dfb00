import type { REASONS as EN } from '../../en/services/reasons.ts';
import type { Translated } from '../../texts.ts';

export const REASONS: Translated<typeof EN> = {};
