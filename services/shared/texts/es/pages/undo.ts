import type { UNDO as EN } from '../../en/pages/undo.ts';
import type { Translated } from '../../texts.ts';

export const UNDO: Translated<typeof EN> = {};
