export const UPLOAD = {} as const;
