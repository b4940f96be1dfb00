import type { PEOPLE as EN } from '../../en/pages/people.ts';
import type { Translated } from '../../texts.ts';

export const PEOPLE: Translated<typeof EN> = {};
