export const TRAINING = {} as const;
