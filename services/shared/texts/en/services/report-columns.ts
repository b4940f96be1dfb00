export const REPORT_COLUMNS = {} as const;
