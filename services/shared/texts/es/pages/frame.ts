import type { FRAME as EN } from '../../en/pages/frame.ts';
import type { Translated } from '../../texts.ts';

export const FRAME: Translated<typeof EN> = { 'frame.language': 'Idioma' };
