import type { FILES as EN } from '../../en/services/files.ts';
import type { Translated } from '../../texts.ts';

export const FILES: Translated<typeof EN> = {};
