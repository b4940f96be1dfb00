export const NOTICES = {} as const;
