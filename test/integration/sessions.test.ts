import { beforeEach, describe, expect, it } from 'vitest';
import { BrowserSession } from '../support/browser-session.ts';
import { runCommand } from '../support/commands.ts';
import { session, signedToken } from '../support/credentials.ts';
import { accept, call, endpoints, eventually, finished, sql } from '../support/product.ts';

const COURSES = [
  'Username,Course Number,Course Name,Course Type,Completion Date',
  'avery.admin,SES-1,Sessions,OJT,2020-01-01',
];

/**
 * What the portal remembers of a session, and looks for ended ones (services/portal/service.ts), with time to spare.
 */
const SOON_MS = 15_000;

let browser: BrowserSession;

function portal(path: string): URL {
  return new URL(path, endpoints().portal);
}

beforeEach(async () => {
  browser = new BrowserSession();
  await browser.visit(portal('/login'), 'avery.admin');
});

/** The browser's cookie as somebody would copy it. */
function copied(): Record<string, string> {
  return { cookie: browser.cookies(portal('/api/session')), accept: 'application/json' };
}

async function reads(headers: Record<string, string>): Promise<number> {
  const response = await fetch(portal('/api/session'), { headers });
  await response.arrayBuffer();
  return response.status;
}

async function uploads(headers: Record<string, string>, to = endpoints().portal): Promise<number> {
  const form = new FormData();
  form.append('file', new Blob([COURSES.join('\n')]), 'sessions.csv');
  const response = await fetch(new URL('/api/imports?type=courses', to), {
    method: 'POST',
    headers: { ...headers, origin: portal('/').origin },
    body: form,
  });
  const body = (await response.json()) as { id?: string };
  if (body.id !== undefined) await finished(body.id);
  return response.status;
}

/** Waits until a copy of the session is good for nothing. */
async function isOver(headers: Record<string, string>): Promise<void> {
  await eventually(
    () => reads(headers),
    (status) => status === 401,
    SOON_MS,
  );
  expect(await uploads(headers)).toBe(401);
  expect(await uploads(headers, endpoints().ingest)).toBe(401);
}

describe('a copy of a session', () => {
  it('is good for nothing once its owner has signed out', async () => {
    const copy = copied();
    expect(await reads(copy)).toBe(200);
    expect(await uploads(copy)).toBe(202);
    await browser.visit(portal('/logout'));
    expect(await reads(copy)).toBe(401);
    expect(await uploads(copy)).toBe(401);
    expect(await uploads(copy, endpoints().ingest)).toBe(401);
  });

  it.each([
    ["an operator ends the person's sessions", () => revoke('Avery.ADMIN')],
    ["an operator ends the tenant's sessions", () => revoke('--all')],
    ['it was idle for too long', () => age("last_used_at = now() - interval '31 minutes'")],
    ['a working day is over', () => age("expires_at = now() - interval '1 second'")],
    ["the person's role changes", () => changeRole()],
  ])('is good for nothing once %s', async (_when, end) => {
    const copy = copied();
    expect(await reads(copy)).toBe(200);
    await end();
    await isOver(copy);
  });

  it('is not ended with the sessions of somebody else', async () => {
    const copy = copied();
    await revoke('cameron.graham');
    expect(await uploads(copy)).toBe(202);
  });

  it('ends with its person', async () => {
    await sql(
      `INSERT INTO people (tenant_id, username, username_folded, first_name, last_name, role, people_version)
       SELECT tenant_id, 'short.stay', 'short.stay', 'Short', 'Stay', 'learner', people_version FROM tenants WHERE slug = 'acme'`,
    );
    await sql(`INSERT INTO browser_sessions (tenant_id, subject_folded, person_id, expires_at)
      SELECT tenant_id, username_folded, person_id, now() + interval '1 hour' FROM people WHERE username = 'short.stay'`);
    const left = () => sql("SELECT FROM browser_sessions WHERE subject_folded = 'short.stay'");
    expect(await left()).toHaveLength(1);
    await sql("DELETE FROM people WHERE username = 'short.stay'");
    expect(await left()).toEqual([]);
  });
});

async function revoke(whom: string): Promise<void> {
  const { code, output } = await runCommand('sessions-revoke', ['--tenant', 'acme', whom]);
  expect(code, output).toBe(0);
  expect(output).toMatch(/^Ended \d+ sessions/);
}

async function age(change: string): Promise<void> {
  await sql(`UPDATE browser_sessions SET ${change} WHERE subject_folded = 'avery.admin'`);
}

async function changeRole(): Promise<void> {
  for (const role of ['learner', 'admin']) {
    await sql('UPDATE people SET role = $1 WHERE username = $2', [role, 'avery.admin']);
  }
}

it('a use is written down, once a minute at most', async () => {
  const used = async () => {
    const [row] = await sql<{ recently: boolean }>(
      "SELECT last_used_at > now() - interval '1 minute' AS recently FROM browser_sessions WHERE subject_folded = 'avery.admin' ORDER BY created_at DESC LIMIT 1",
    );
    return row?.recently;
  };
  await age("last_used_at = now() - interval '20 minutes'");
  expect(await used()).toBe(false);
  await eventually(
    async () => {
      expect(await reads(copied())).toBe(200);
      return used();
    },
    (recently) => recently === true,
    SOON_MS,
  );
});

describe('an event stream', () => {
  /** An import that is still running, so that its stream stays open: a feed that nobody closes. */
  async function openFeed(): Promise<string> {
    const response = await call('acme-hr', '/api/feeds', { method: 'POST', body: '{"type":"courses"}' });
    return ((await response.json()) as { id: string }).id;
  }

  async function ends(
    id: string,
    headers: Record<string, string>,
    end: () => Promise<unknown>,
  ): Promise<void> {
    const response = await fetch(portal(`/api/imports/${id}/events`), {
      headers,
      signal: AbortSignal.timeout(SOON_MS),
    });
    expect(response.status).toBe(200);
    await end();
    await response.text();
    const again = await fetch(portal(`/api/imports/${id}/events`), { headers });
    expect(again.status).toBe(401);
    await call('acme-hr', `/api/feeds/${id}/close`, { method: 'POST', body: '{"total":0}' });
  }

  it('ends with its session', async () => {
    await ends(await openFeed(), copied(), () => browser.visit(portal('/logout')));
  });

  it('ends with its token', async () => {
    // The verifier forgives five seconds between clocks, so the token is refused only after them.
    const token = await signedToken({ expiresIn: 1 });
    const id = await openFeed();
    const response = await fetch(portal(`/api/imports/${id}/events`), {
      headers: token,
      signal: AbortSignal.timeout(SOON_MS),
    });
    expect(response.status).toBe(200);
    await response.text();
    await call('acme-hr', `/api/feeds/${id}/close`, { method: 'POST', body: '{"total":0}' });
  });
});

describe('a token', () => {
  const claims = { tenant: 'acme', roles: ['lms_admin'], sub: 'acme-program' };
  it.each<[string, Parameters<typeof signedToken>[0]]>([
    ['never ends', { expiresIn: undefined }],
    ['names nobody', { claims: { tenant: 'acme', roles: ['lms_admin'] } }],
    ['is an ID token by its type', { claims: { ...claims, typ: 'ID' } }],
    ['is a logout token by its header', { claims, type: 'logout+jwt' }],
    ['names a tenant that no text can hold', { claims: { ...claims, tenant: 'ac\0me' } }],
    ['names a person that no text can hold', { claims: { ...claims, sub: 'a\0' } }],
  ])('that %s lets nobody in', async (_what, options) => {
    const headers = await signedToken(options);
    expect(await reads({ ...headers })).toBe(401);
    expect(await uploads({ ...headers }, endpoints().ingest)).toBe(401);
  });

  it.each([['at+jwt'], ['JWT'], [undefined]])('of the type %s is let in', async (type) => {
    expect(await reads({ ...(await signedToken({ claims, type })) })).toBe(200);
  });
});

it('a session of an earlier version, which nobody could end, is not taken', async () => {
  const { Cookie = '' } = await session({ sessionId: null });
  expect(await reads({ cookie: Cookie })).toBe(401);
  await accept(COURSES.join('\n')).then(({ id }) => finished(id));
});
