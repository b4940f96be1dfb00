import type { Request, RequestHandler } from 'express';
import type { AuthSettings } from '../config.ts';
import { Refusal } from '../http/refusal.ts';
import { message } from '../texts/texts-of.ts';
import type { Credential } from './credential.ts';
import { isAdmin, type Principal } from './principal.ts';
import { createSessionReader } from './session-reader.ts';
import type { Sessions } from './sessions.ts';
import { createTokenVerifier } from './token-verifier.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const credentials = new WeakMap<Request, Credential>();

/** What this request was let in by; to be used behind the handler of {@link createAuthenticator}. */
export function credentialFor(request: Request): Credential {
  const credential = credentials.get(request);
  if (credential === undefined) throw new Refusal('unauthenticated', message('problems.sign-in-first'));
  return credential;
}

/** Who makes this request; to be used behind the handler of {@link createAuthenticator}. */
export function principalFor(request: Request): Principal {
  return credentialFor(request).principal;
}

/** Who makes this request, where that was found out. */
export function principalIfKnown(request: Request): Principal | undefined {
  return credentials.get(request)?.principal;
}

/** Lets only LMS admins pass. */
export const requireAdmin: RequestHandler = (request, _response, next) => {
  if (!isAdmin(principalFor(request))) throw new Refusal('forbidden', message('problems.needs-admin'));
  next();
};

/**
 * Lets a request pass whose bearer token or session is good, and remembers who it is. A call that changes something
 * must not come from another site's page: its `Origin` is ours, or it has none and carries a token.
 */
export function createAuthenticator(settings: AuthSettings, sessions: Sessions): RequestHandler {
  const verify = createTokenVerifier(settings.OIDC_ISSUER, settings.OIDC_AUDIENCE);
  const readSession = createSessionReader(settings, sessions);
  const origin = new URL(settings.PUBLIC_URL).origin;
  return async (request, _response, next) => {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const credential =
      bearer === undefined ? await readSession(request.headers.cookie) : await verify(bearer);
    if (credential === undefined || !(await credential.isStillGood())) {
      throw new Refusal('unauthenticated', message('problems.not-signed-in'), {
        headers: { 'WWW-Authenticate': 'Bearer realm="lms"' },
      });
    }
    credentials.set(request, credential);
    if (!SAFE_METHODS.includes(request.method)) checkOrigin(request, origin, bearer === undefined);
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
