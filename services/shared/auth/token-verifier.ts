import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { JOSEError, JWKSNoMatchingKey, JWKSTimeout } from 'jose/errors';
import { z } from 'zod';
import { LmsError } from '../errors.ts';
import { isConnectionError } from '../retryable-errors.ts';
import type { Credential } from './credential.ts';
import { principalOf } from './principal.ts';

const discovery = z.object({ jwks_uri: z.url() });

/** A few seconds of difference between clocks must not invalidate a fresh token. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** Signatures by a key pair: with a shared secret, anyone who verifies tokens could also issue them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Header types of access tokens (RFC 9068), and what providers write that call every token the same. */
const HEADER_TYPES = ['at+jwt', 'application/at+jwt', 'jwt'];

/** Keycloak marks its tokens by a claim: an access token is `Bearer`, others are `ID` and `Refresh`. */
const CLAIMED_TYPE = 'bearer';

/**
 * Verifies access tokens: signature, issuer, audience, expiry and kind, with the keys the issuer publishes (OpenID
 * Connect Discovery), fetched on first use and again when a token names a key not seen yet.
 */
export function createTokenVerifier(
  issuer: string,
  audience: string,
): (token: string) => Promise<Credential | undefined> {
  let keys: JWTVerifyGetKey | undefined;
  return async (token) => {
    keys ??= createRemoteJWKSet(await jwksUri(issuer));
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return isAccessToken(protectedHeader.typ, payload) ? credentialOf(payload) : undefined;
    } catch (error) {
      if (error instanceof JWKSTimeout) throw identityUnavailable(error);
      if (error instanceof JWKSNoMatchingKey || error instanceof JOSEError) return undefined;
      throw isConnectionError(error) ? identityUnavailable(error) : error;
    }
  };
}

/** Looked at where the provider says what a token is: an ID or logout token of the same issuer lets nobody in. */
function isAccessToken(headerType: string | undefined, { typ }: JWTPayload): boolean {
  const isHeaderGood = headerType === undefined || HEADER_TYPES.includes(headerType.toLowerCase());
  return isHeaderGood && (typeof typ !== 'string' || typ.toLowerCase() === CLAIMED_TYPE);
}

function credentialOf(payload: JWTPayload): Credential | undefined {
  const principal = principalOf(payload);
  if (principal === undefined || payload.exp === undefined) return undefined;
  const expiresAt = payload.exp * 1_000;
  return { principal, expiresAt, isStillGood: async () => Date.now() < expiresAt };
}

async function jwksUri(issuer: string): Promise<URL> {
  try {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(5_000),
    });
    return new URL(discovery.parse(await response.json()).jwks_uri);
  } catch (error) {
    throw identityUnavailable(error);
  }
}

function identityUnavailable(cause: unknown): LmsError {
  return new LmsError('unavailable', 'The identity provider does not answer', {
    retryable: true,
    cause,
    server: 'identity',
  });
}
