export const SIGN_IN = {} as const;
