import type { DIRECTIONS as EN } from '../../en/pages/directions.ts';
import type { Translated } from '../../texts.ts';

export const DIRECTIONS: Translated<typeof EN> = {};
