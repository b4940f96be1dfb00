import type { CookieOptions, Response } from 'express';
import { cookieName, readCookie } from '#shared/auth/session.ts';

/** HttpOnly: scripts never see it. Lax: it comes along when a link leads here, and with no call from another site. */
export interface Cookies {
  /** The value that a request brought along, from its header `Cookie`. */
  read(header: string | undefined, name: string, path: string): string | undefined;
  set(response: Response, name: string, value: string, path: string, seconds: number): void;
  clear(response: Response, name: string, path: string): void;
}

export function createCookies(publicUrl: string): Cookies {
  const base: CookieOptions = {
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    // Sealed values and tokens have only characters that a cookie may hold.
    encode: (value) => value,
  };
  return {
    read: (header, name, path) => readCookie(header, cookieName(name, path, publicUrl)),
    set: (response, name, value, path, seconds) =>
      void response.cookie(cookieName(name, path, publicUrl), value, {
        ...base,
        path,
        maxAge: seconds * 1_000,
      }),
    clear: (response, name, path) =>
      void response.clearCookie(cookieName(name, path, publicUrl), { ...base, path }),
  };
}
