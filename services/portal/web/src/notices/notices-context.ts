import { createContext, useContext } from 'react';
import type { NoticeView } from '../api/notifications.ts';

export interface Notices {
  /** Undefined until they are loaded. */
  readonly items: readonly NoticeView[] | undefined;
  /** How many the reader has neither seen nor watched happen. */
  readonly unseen: number;
  /** As many of those as are about imports. */
  readonly ofImports: number;
  readonly markSeen: () => void;
}

const NONE: Notices = { items: [], unseen: 0, ofImports: 0, markSeen: () => undefined };

export const NoticesContext = createContext<Notices>(NONE);

/** What the reader is told of; nothing where nobody may be told. */
export function useNotices(): Notices {
  return useContext(NoticesContext);
}
