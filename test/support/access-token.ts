import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface AccessToken {
  readonly claims: JWTPayload;
  readonly issuer: string;
  readonly audience: string;
  /** Seconds from now; negative when it is over, undefined when it never is. */
  readonly expiresIn: number | undefined;
  /** The `typ` of its header. */
  readonly type: string | undefined;
  /** Another key than the identity provider's. */
  readonly key?: CryptoKey;
}

/** Signs a token as the embedded identity provider of `dataDir` would. */
export async function signAccessToken(dataDir: string, token: AccessToken): Promise<string> {
  const { claims, issuer, audience, expiresIn, type } = token;
  const now = Math.floor(Date.now() / 1_000);
  const unsigned = new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', ...(type === undefined ? {} : { typ: type }) })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(now - 3_600);
  if (expiresIn !== undefined) unsigned.setExpirationTime(now + expiresIn);
  return unsigned.sign(token.key ?? (await importJWK(providerKey(dataDir), 'RS256')));
}

function providerKey(dataDir: string): JWK {
  const file = readFileSync(join(dataDir, 'identity', 'signing-keys.json'), 'utf8');
  return (JSON.parse(file) as { keys: JWK[] }).keys[0] ?? {};
}
