export const RESULTS = {} as const;
