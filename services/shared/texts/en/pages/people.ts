export const PEOPLE = {} as const;
