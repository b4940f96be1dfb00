export const FILES = {} as const;
