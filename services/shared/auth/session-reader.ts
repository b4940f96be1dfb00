import { z } from 'zod';
import type { AuthSettings } from '../config.ts';
import type { Credential } from './credential.ts';
import { principalOf } from './principal.ts';
import { createSealer, readCookie, SESSION_PURPOSE, sessionCookieName } from './session.ts';
import type { Sessions } from './sessions.ts';

/** What a session's cookie says beside the principal's claims. */
const content = z.object({ sid: z.uuid(), exp: z.number() });

export interface SessionCredential extends Credential {
  readonly sessionId: string;
}

/** Reads a request's session: its cookie as it was sealed here, whether or not the session has been ended since. */
export function createSessionReader(
  settings: Pick<AuthSettings, 'SESSION_SECRET' | 'PUBLIC_URL'>,
  sessions: Sessions,
): (cookies: string | undefined) => Promise<SessionCredential | undefined> {
  const sealer = createSealer(settings.SESSION_SECRET);
  const name = sessionCookieName(settings.PUBLIC_URL);
  return async (cookies) => {
    const cookie = readCookie(cookies, name);
    if (cookie === undefined) return undefined;
    const payload = await sealer.open(SESSION_PURPOSE, cookie);
    const principal = principalOf(payload);
    const session = content.safeParse(payload);
    // A session of an earlier version has no id and could not be ended, so its browser signs in again.
    if (principal === undefined || !session.success) return undefined;
    const { sid, exp } = session.data;
    return {
      principal,
      sessionId: sid,
      expiresAt: exp * 1_000,
      isStillGood: () => sessions.isGood(principal.tenant, sid),
    };
  };
}
