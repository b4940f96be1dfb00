import type { AUDIT_ACTIONS as EN } from '../../en/common/audit-actions.ts';
import type { Translated } from '../../texts.ts';

export const AUDIT_ACTIONS: Translated<typeof EN> = {};
