import { createHash } from 'node:crypto';
import { parseCookie } from 'cookie';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { JOSEError } from 'jose/errors';

/** What a session's value is sealed for; {@link sessionCookieName} says what its cookie is called. */
export const SESSION_PURPOSE = 'lms_session';

/** A working day; after it a browser signs in again (at once while the identity provider remembers it). */
export const SESSION_SECONDS = 8 * 60 * 60;

/**
 * The name of a cookie. Browsers take a cookie called `__Host-…` or `__Secure-…` over https only, the former from this
 * very host only, so that no neighbouring site can plant one. Without https they would refuse it.
 */
export function cookieName(name: string, path: string, publicUrl: string): string {
  if (!publicUrl.startsWith('https:')) return name;
  return path === '/' ? `__Host-${name}` : `__Secure-${name}`;
}

/** The name of the session's cookie. */
export function sessionCookieName(publicUrl: string): string {
  return cookieName(SESSION_PURPOSE, '/', publicUrl);
}

/** Seals values into cookies: what comes back was sealed here, for that purpose, and has not expired. */
export interface Sealer {
  seal(purpose: string, payload: Record<string, unknown>, seconds: number): Promise<string>;
  /** The payload, or undefined for anything that was not sealed here for this purpose, or has expired. */
  open(purpose: string, sealed: string): Promise<Record<string, unknown> | undefined>;
}

/** Sealing by authenticated encryption (JWE, dir + A256GCM) under a key made from `secret`. */
export function createSealer(secret: string): Sealer {
  const key = createHash('sha256').update(secret).digest();
  return {
    seal: (purpose, payload, seconds) =>
      new EncryptJWT(payload)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(purpose)
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .encrypt(key),
    open: async (purpose, sealed) => {
      try {
        const { payload } = await jwtDecrypt(sealed, key, { audience: purpose });
        return payload;
      } catch (error) {
        if (error instanceof JOSEError) return undefined;
        throw error;
      }
    },
  };
}

/** A cookie's value from a request's Cookie header, the first one of that name, or undefined. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[name];
}
