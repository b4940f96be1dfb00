import type { RESULTS as EN } from '../../en/pages/results.ts';
import type { Translated } from '../../texts.ts';

export const RESULTS: Translated<typeof EN> = {};
