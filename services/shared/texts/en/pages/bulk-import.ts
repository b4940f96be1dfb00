export const BULK_IMPORT = {} as const;
