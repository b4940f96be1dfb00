import type { Principal } from './principal.ts';

/** What a request was let in by: a token, or a browser's session. */
export interface Credential {
  readonly principal: Principal;
  /** When it expires, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whether it is still good; a session may have been ended meanwhile. */
  isStillGood(): Promise<boolean>;
}
