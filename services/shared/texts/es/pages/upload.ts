import type { UPLOAD as EN } from '../../en/pages/upload.ts';
import type { Translated } from '../../texts.ts';

export const UPLOAD: Translated<typeof EN> = {};
