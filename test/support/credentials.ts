import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, generateKeyPair, type JWTPayload } from 'jose';
import { createSealer, SESSION_PURPOSE } from '#shared/auth/session.ts';
import { signAccessToken } from './access-token.ts';
import { endpoints, sql } from './product.ts';
import { dataDir } from './running-product.ts';

/** Who a request pretends to be: its headers. */
export type Credentials = Readonly<Record<string, string>>;

const ADMIN = { tenant: 'acme', roles: ['lms_admin'], sub: 'avery.admin' };

/** What the product starts a service with, but for its management port: a further one finds a free port by itself. */
export function serviceEnvironment(service: string): Readonly<Record<string, string>> {
  const all = JSON.parse(readFileSync(join(dataDir(), 'services.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const environment = all[service];
  return environment === undefined ? {} : { ...environment, MANAGEMENT_PORT: '0' };
}

interface TokenOptions {
  readonly claims?: JWTPayload;
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds from now; negative when it is over, undefined when it never is. */
  readonly expiresIn?: number | undefined;
  /** The `typ` of its header. */
  readonly type?: string | undefined;
  /** Another key than the identity provider's. */
  readonly key?: CryptoKey;
}

/** A token as the identity provider would sign it, or nearly. */
export async function signedToken(options: TokenOptions = {}): Promise<Credentials> {
  const { claims = ADMIN, issuer = endpoints().identity.issuer, audience = 'lms' } = options;
  const { expiresIn, type } = { expiresIn: 600, type: 'at+jwt', ...options };
  const { key } = options;
  const token = await signAccessToken(dataDir(), {
    ...{ claims, issuer, audience, expiresIn, type },
    ...(key === undefined ? {} : { key }),
  });
  return { Authorization: `Bearer ${token}` };
}

/** A token that names no algorithm and has no signature. */
export function unsignedToken(): Credentials {
  const claims = {
    ...ADMIN,
    iss: endpoints().identity.issuer,
    aud: 'lms',
    exp: Math.floor(Date.now() / 1_000) + 600,
  };
  const parts = [{ alg: 'none' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return { Authorization: `Bearer ${parts.join('.')}.` };
}

export async function foreignKey(): Promise<CryptoKey> {
  return (await generateKeyPair('RS256')).privateKey;
}

/** A browser's session; calls that change something come from a page of ours. */
export async function session(
  options: {
    purpose?: string;
    secret?: string;
    seconds?: number;
    tamper?: boolean;
    /** Null for a session that has none, as earlier versions sealed them. */
    sessionId?: null;
  } = {},
): Promise<Credentials> {
  const { SESSION_SECRET: ours = '', PUBLIC_URL: origin = '' } = serviceEnvironment('portal');
  const { purpose = SESSION_PURPOSE, secret = ours, seconds = 600, tamper = false } = options;
  const [row] = await sql<{ sid: string }>(
    `INSERT INTO browser_sessions (tenant_id, subject_folded, person_id, expires_at)
     SELECT tenant_id, username_folded, person_id, now() + interval '1 hour'
     FROM people JOIN tenants USING (tenant_id) WHERE slug = $1 AND username = $2 RETURNING session_id AS sid`,
    [ADMIN.tenant, ADMIN.sub],
  );
  const sealed = await createSealer(secret).seal(
    purpose,
    options.sessionId === null ? ADMIN : { ...ADMIN, sid: row?.sid },
    seconds,
  );
  // In the middle of the sealed claims, where a character more or less is certain to matter.
  const at = sealed.lastIndexOf('.') - 20;
  const other = sealed[at] === 'A' ? 'B' : 'A';
  const cookie = tamper ? `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}` : sealed;
  return { Cookie: `${SESSION_PURPOSE}=${cookie}`, Origin: origin };
}
