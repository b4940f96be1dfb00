import type { PROBLEMS as EN } from '../../en/services/problems.ts';
import type { Translated } from '../../texts.ts';

export const PROBLEMS: Translated<typeof EN> = {};
