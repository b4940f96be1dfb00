export const CHECK = {} as const;
