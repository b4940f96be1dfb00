import type { TRAINING as EN } from '../../en/pages/training.ts';
import type { Translated } from '../../texts.ts';

export const TRAINING: Translated<typeof EN> = {};
