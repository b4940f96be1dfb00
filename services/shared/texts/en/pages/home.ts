export const HOME = {} as const;
