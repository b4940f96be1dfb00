import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ImportView } from '#shared/imports/import-view.ts';
import { type Credentials, foreignKey, session, signedToken, unsignedToken } from '../support/credentials.ts';
import { endpoints, importFile, sql, token } from '../support/product.ts';

type Access = 'anyone' | 'signed-in' | 'admin' | 'ingest';
type Operation = { readonly 'x-access': Access };
type Call = { readonly method: string; readonly path: string; readonly access: Access };

const document = parse(readFileSync(new URL('../../schemas/http/openapi.yaml', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};

/** Every call that the interface has, as its document lists them. */
const CALLS: Call[] = Object.entries(document.paths).flatMap(([path, operations]) =>
  ['get', 'post', 'put', 'patch', 'delete'].flatMap((method) => {
    const operation = operations[method];
    return operation === undefined
      ? []
      : [{ method: method.toUpperCase(), path, access: operation['x-access'] }];
  }),
);

const CSV =
  'Username,Course Number,Course Name,Course Type,Completion Date\ncameron.graham,ACC-1,Safety,OJT,2020-02-30\n';
let view: ImportView;
let personId: string;

beforeAll(async () => {
  view = await importFile(CSV);
  const [person] = await sql<{ person_id: string }>(
    "SELECT person_id FROM people WHERE username = 'cameron.graham'",
  );
  personId = String(person?.person_id);
});

/** Makes the call on what is acme's, without a body, which by itself is refused with 400 where one is needed. */
async function answerTo({ method, path }: Call, credentials: Credentials): Promise<number> {
  const id = path.startsWith('/api/people') ? personId : view.id;
  const url = new URL(
    path
      .replace('{id}', id)
      .replace('{name}', 'people-detail-with-pid')
      .replace(/imports$/, 'imports?type=courses'),
    endpoints().portal,
  );
  const response = await fetch(url, { method, headers: credentials, redirect: 'manual' });
  await response.arrayBuffer();
  return response.status;
}

/** What a call may answer to somebody who is let in: it is done, or refused for its own reasons. */
const LET_IN = [200, 201, 202, 302, 303, 400, 404, 409];

type Expectation = (call: Call) => readonly number[];

const unauthenticated: Expectation = ({ access }) => (access === 'anyone' ? [200, 302, 303, 401] : [401]);
const admin: Expectation = ({ access, path }) =>
  // A sign-in that nobody began is refused whoever asks.
  access === 'anyone'
    ? unauthenticated({ access, path, method: 'GET' })
    : path.includes('{id}')
      ? [200, 202, 400, 404, 409]
      : LET_IN;
const learner: Expectation = (call) =>
  call.access === 'admin' || call.access === 'ingest'
    ? [403]
    : call.access === 'signed-in'
      ? [200]
      : admin(call);
const otherTenant: Expectation = (call) => (call.path.includes('{id}') ? [404, 400] : admin(call));

const bearer = async (client: Parameters<typeof token>[0]): Promise<Credentials> => ({
  Authorization: `Bearer ${await token(client)}`,
});

const CALLERS: [string, () => Promise<Credentials> | Credentials, Expectation][] = [
  ['no one', () => ({}), unauthenticated],
  ['a learner', () => bearer('acme-cameron'), learner],
  ['an admin', () => bearer('acme-hr'), admin],
  ['an admin by session', () => session(), admin],
  ["another tenant's admin", () => bearer('globex-hr'), otherTenant],
  [
    'a tenant that does not exist',
    () => signedToken({ claims: { tenant: 'nobody', roles: ['lms_admin'], sub: 'x' } }),
    ({ access }) => (access === 'anyone' ? [200, 302, 303, 401] : [403]),
  ],
  ['an expired token', () => signedToken({ expiresIn: -60 }), unauthenticated],
  [
    'a token of another issuer',
    async () => signedToken({ issuer: 'https://elsewhere.example' }),
    unauthenticated,
  ],
  ['a token of another key', async () => signedToken({ key: await foreignKey() }), unauthenticated],
  ['a token for others', () => signedToken({ audience: 'another-product' }), unauthenticated],
  ['a token without a signature', () => unsignedToken(), unauthenticated],
  [
    'a token without a tenant',
    () => signedToken({ claims: { roles: ['lms_admin'], sub: 'x' } }),
    unauthenticated,
  ],
  ['no token at all', () => ({ Authorization: 'Bearer x.y.z' }), unauthenticated],
  ['a tampered session', () => session({ tamper: true }), unauthenticated],
  [
    'a session sealed elsewhere',
    () => session({ secret: 'another-secret-of-another-product' }),
    unauthenticated,
  ],
  ['a session sealed for something else', () => session({ purpose: 'sign-in' }), unauthenticated],
  ['an expired session', () => session({ seconds: -60 }), unauthenticated],
];

it('the control: a token that is made here as the identity provider makes it is let in', async () => {
  const call: Call = { method: 'GET', path: '/api/imports', access: 'admin' };
  expect(await answerTo(call, await signedToken())).toBe(200);
});

describe.each(CALLERS)('%s', (_name, credentialsOf, expectation) => {
  let credentials: Credentials;
  beforeAll(async () => {
    credentials = await credentialsOf();
  });

  it.each(CALLS.map((call) => [`${call.method} ${call.path}`, call] as const))('%s', async (_call, call) => {
    expect(expectation(call)).toContain(await answerTo(call, credentials));
  });
});

describe('a session from a page of another site', () => {
  it.each(
    CALLS.filter(({ method }) => method !== 'GET').map(
      (call) => [`${call.method} ${call.path}`, call] as const,
    ),
  )('%s', async (_name, call) => {
    const ours = await session();
    expect(await answerTo(call, { ...ours, Origin: 'https://evil.example' })).toBe(403);
    expect(await answerTo(call, { Cookie: ours['Cookie'] ?? '' })).toBe(403);
  });
});

it('objects cannot be had from the store without its key', async () => {
  const [row] = await sql<{ key: string }>('SELECT original_key AS key FROM imports WHERE import_id = $1', [
    view.id,
  ]);
  const { endpoint, bucket } = endpoints().s3;
  for (const path of [`/${bucket}/${row?.key}`, `/${bucket}`, '/']) {
    const response = await fetch(new URL(path, endpoint));
    await response.arrayBuffer();
    expect(response.status, path).toBe(403);
  }
});
