import type { SIGN_IN as EN } from '../../en/services/sign-in.ts';
import type { Translated } from '../../texts.ts';

export const SIGN_IN: Translated<typeof EN> = {};
