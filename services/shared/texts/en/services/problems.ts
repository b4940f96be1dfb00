export const PROBLEMS = {} as const;
