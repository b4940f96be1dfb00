import type { CHECK as EN } from '../../en/pages/check.ts';
import type { Translated } from '../../texts.ts';

export const CHECK: Translated<typeof EN> = {};
