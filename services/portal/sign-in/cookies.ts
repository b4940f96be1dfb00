import type { CookieOptions, Response } from 'express';

/** HttpOnly: scripts never see it. Lax: it comes along when a link leads here, and with no call from another site. */
export interface Cookies {
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
    set: (response, name, value, path, seconds) =>
      void response.cookie(name, value, { ...base, path, maxAge: seconds * 1_000 }),
    clear: (response, name, path) => void response.clearCookie(name, { ...base, path }),
  };
}
