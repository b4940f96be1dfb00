export const REPORTS = {} as const;
