import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { JOSEError, JWKSNoMatchingKey, JWKSTimeout } from 'jose/errors';
import { z } from 'zod';
import { LmsError } from '../errors.ts';
import { type Principal, principalOf } from './principal.ts';

const discovery = z.object({ jwks_uri: z.url() });

/** A few seconds of difference between clocks must not turn a fresh token away. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * Verifies access tokens: signature, issuer, audience and expiry, with the keys the issuer publishes (OpenID Connect
 * Discovery), fetched on first use and again when a token names a key not seen yet.
 */
export function createTokenVerifier(
  issuer: string,
  audience: string,
): (token: string) => Promise<Principal | undefined> {
  let keys: JWTVerifyGetKey | undefined;
  return async (token) => {
    keys ??= createRemoteJWKSet(await jwksUri(issuer));
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return principalOf(payload);
    } catch (error) {
      if (error instanceof JWKSTimeout) throw identityAway(error);
      if (error instanceof JWKSNoMatchingKey || error instanceof JOSEError) return undefined;
      throw identityAway(error);
    }
  };
}

async function jwksUri(issuer: string): Promise<URL> {
  try {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(5_000),
    });
    return new URL(discovery.parse(await response.json()).jwks_uri);
  } catch (error) {
    throw identityAway(error);
  }
}

function identityAway(cause: unknown): LmsError {
  return new LmsError('unavailable', 'The identity provider does not answer', {
    retryable: true,
    cause,
    server: 'identity',
  });
}
