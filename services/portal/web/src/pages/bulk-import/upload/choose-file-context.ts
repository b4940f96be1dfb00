import { createContext, useContext } from 'react';

/** Opens the browser's file dialog. */
export const ChooseFileContext = createContext<() => void>(() => {});

export function useChooseFile(): () => void {
  return useContext(ChooseFileContext);
}
