export const DIRECTIONS = {} as const;
