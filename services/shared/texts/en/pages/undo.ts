export const UNDO = {} as const;
