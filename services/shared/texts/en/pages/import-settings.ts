export const IMPORT_SETTINGS = {} as const;
