export const AUDIT_ACTIONS = {} as const;
