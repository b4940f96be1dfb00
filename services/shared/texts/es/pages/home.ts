import type { HOME as EN } from '../../en/pages/home.ts';
import type { Translated } from '../../texts.ts';

export const HOME: Translated<typeof EN> = {};
