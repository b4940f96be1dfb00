import type { Request, RequestHandler } from 'express';
import type { AuthSettings } from '../config.ts';
import { Refusal } from '../http/refusal.ts';
import { isAdmin, type Principal, principalOf } from './principal.ts';
import { createSealer, readCookie, SESSION_COOKIE } from './session.ts';
import { createTokenVerifier } from './token-verifier.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const principals = new WeakMap<Request, Principal>();

/** Who makes this request; to be used behind the handler of {@link createAuthenticator}. */
export function principalFor(request: Request): Principal {
  const principal = principals.get(request);
  if (principal === undefined) throw new Refusal('unauthenticated', 'Sign in first.');
  return principal;
}

/** Lets only LMS admins pass. */
export const requireAdmin: RequestHandler = (request, _response, next) => {
  if (!isAdmin(principalFor(request))) throw new Refusal('forbidden', 'This needs the role of an LMS admin.');
  next();
};

/**
 * Lets a request pass whose bearer token or session cookie is good, and remembers who it is. A call that changes
 * something must not come from another site's page: its `Origin` is ours, or it has none and carries a token.
 */
export function createAuthenticator(settings: AuthSettings): RequestHandler {
  const verify = createTokenVerifier(settings.OIDC_ISSUER, settings.OIDC_AUDIENCE);
  const sealer = createSealer(settings.SESSION_SECRET);
  const origin = new URL(settings.PUBLIC_URL).origin;
  return async (request, _response, next) => {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const cookie = readCookie(request.headers.cookie, SESSION_COOKIE);
    let principal: Principal | undefined;
    if (bearer !== undefined) principal = await verify(bearer);
    else if (cookie !== undefined) principal = principalOf(await sealer.open(SESSION_COOKIE, cookie));
    if (principal === undefined) {
      throw new Refusal('unauthenticated', 'Sign in, or send a valid bearer token.', {
        headers: { 'WWW-Authenticate': 'Bearer realm="lms"' },
      });
    }
    if (!SAFE_METHODS.includes(request.method)) checkOrigin(request, origin, bearer === undefined);
    principals.set(request, principal);
    next();
  };
}

function checkOrigin(request: Request, ours: string, byCookie: boolean): void {
  const theirs = request.headers.origin;
  if (theirs === ours) return;
  // A browser that sends no Origin still says where the call comes from; no page can set this header (Fetch Metadata).
  if (theirs === undefined && (!byCookie || request.headers['sec-fetch-site'] === 'same-origin')) return;
  throw new Refusal(
    'forbidden',
    'A call that changes something must come from a page of this site (Origin).',
  );
}
