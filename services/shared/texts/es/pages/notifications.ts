import type { NOTIFICATIONS as EN } from '../../en/pages/notifications.ts';
import type { Translated } from '../../texts.ts';

export const NOTIFICATIONS: Translated<typeof EN> = {};
