export const AUDIT = {} as const;
