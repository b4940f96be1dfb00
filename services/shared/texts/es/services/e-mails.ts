import type { E_MAILS as EN } from '../../en/services/e-mails.ts';
import type { Translated } from '../../texts.ts';

export const E_MAILS: Translated<typeof EN> = {};
