export const NOTIFICATIONS = {} as const;
