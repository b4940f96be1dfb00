export const E_MAILS = {} as const;
