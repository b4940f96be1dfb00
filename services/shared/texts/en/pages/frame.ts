export const FRAME = { 'frame.language': 'Language' } as const;
