import type { NOTICES as EN } from '../../en/pages/notices.ts';
import type { Translated } from '../../texts.ts';

export const NOTICES: Translated<typeof EN> = {};
