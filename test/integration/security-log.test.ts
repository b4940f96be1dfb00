import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BrowserSession } from '../support/browser-session.ts';
import { loadPeople } from '../support/commands.ts';
import { HeldConnection } from '../support/held-connection.ts';
import { call, endpoints, eventually, importFile, token } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

type Line = Readonly<Record<string, unknown>> & { readonly msg: string; readonly level: number };

function portal(path: string): URL {
  return new URL(path, endpoints().portal);
}

async function logText(): Promise<string> {
  return readFile(join(dataDir(), 'logs', 'portal.log'), 'utf8');
}

/** What the portal logged beyond the first `from` characters. */
async function linesSince(from: number): Promise<Line[]> {
  const text = (await logText()).slice(from);
  return text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
}

describe('the log of the portal', () => {
  it('has sign-ins and sign-outs, with the session and without the person', async () => {
    const { length } = await logText();
    const browser = new BrowserSession();
    await browser.visit(portal('/login'), 'avery.admin');
    await browser.visit(portal('/logout'));
    const lines = await eventually(
      () => linesSince(length),
      (seen) => seen.some(({ msg }) => msg === 'signed out'),
    );
    const of = (msg: string) => lines.find((line) => line.msg === msg);
    expect(of('signed in')).toMatchObject({ tenant: 'acme', sessionId: expect.any(String) });
    expect(of('signed out')?.['sessionId']).toBe(of('signed in')?.['sessionId']);
    expect((await logText()).slice(length).toLowerCase()).not.toContain('avery');
  });

  it('has refusals, with the route and without what was asked for', async () => {
    const { length } = await logText();
    expect((await fetch(portal('/api/people?search=secret.name'))).status).toBe(401);
    expect((await call('acme-cameron', '/api/people?search=secret.name')).status).toBe(403);
    const lines = await eventually(
      () => linesSince(length),
      (seen) => seen.filter(({ msg }) => msg === 'request refused').length >= 2,
    );
    const refusals = lines.filter(({ msg }) => msg === 'request refused');
    expect(refusals).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ status: 401, code: 'unauthenticated', route: '/api/people' }),
        expect.objectContaining({ status: 403, code: 'forbidden', route: '/api/people', tenant: 'acme' }),
      ]),
    );
    const text = (await logText()).slice(length);
    for (const personal of ['secret.name', 'cameron']) expect(text).not.toContain(personal);
  });

  it('has no error and no stack of a download that its client broke off', async () => {
    const people = Array.from({ length: 3_000 }, (_, n) => ({ username: `broken.${n}`, employeeId: null }));
    await loadPeople('acme', people);
    const header = 'Username,Course Number,Course Name,Course Type,Completion Date,Notes';
    const rows = people.map(({ username }) => `${username},BRK-1,Broken,OJT,2020-01-01,${'x'.repeat(1_900)}`);
    const { id } = await importFile([header, ...rows].join('\n'));
    const { length } = await logText();
    const authorization = `Authorization: Bearer ${await token('acme-hr')}`;
    const paths = ['/api/reports/courses-by-course?course=BRK-1&format=csv', `/api/imports/${id}/original`];
    for (const path of paths) {
      const download = new HeldConnection(endpoints().portal, [`GET ${path} HTTP/1.1`, authorization]);
      expect(await download.status).toBe(200);
      download.socket.destroy();
    }
    // The log is written in order: what the broken downloads log stands before this.
    await fetch(portal('/api/people/1'));
    await eventually(
      () => linesSince(length),
      (seen) => seen.some((line) => line['route'] === '/api/people/:id'),
    );
    expect((await linesSince(length)).filter(({ level }) => level >= 40)).toEqual([]);
    expect((await logText()).slice(length)).not.toMatch(/^\s+at /m);
  });

  it('is not filled by a client that is refused all the time', async () => {
    const { length } = await logText();
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => fetch(portal('/api/people'))));
    }
    // Fifty lines in ten seconds; the rounds may take a few of those on a busy machine.
    expect((await linesSince(length)).filter(({ msg }) => msg === 'request refused').length).toBeLessThan(
      400,
    );
  });
});
