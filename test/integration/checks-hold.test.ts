import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { checkFile, findings } from '../support/checks.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { storedCourses } from '../support/compare-state.ts';
import { signedToken } from '../support/credentials.ts';
import { accept, call, endpoints, finished, importFile, sql } from '../support/product.ts';

const GLOBEX = { client: 'globex-hr' } as const;
const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
const PERSON = 'held.person';

const set = (...settings: string[]) => runCommand('tenant-set', ['globex', ...settings]);

beforeAll(() => loadPeople('globex', [{ username: PERSON, employeeId: null }]));
afterAll(() => set('--hold-above', 'none', '--two-person', 'no'));

/** Four courses of which the first `changed` have another name. */
function file(prefix: string, changed: number): string {
  const rows = [1, 2, 3, 4].map(
    (number) => `${PERSON},${prefix}-${number},${number <= changed ? 'Changed' : 'Safety'},OJT,2020-01-01\n`,
  );
  return HEADER + rows.join('');
}

async function changedOf(prefix: string): Promise<number> {
  const stored = [...(await storedCourses('globex', `${prefix}-`)).values()];
  return stored.filter((values) => values['Course Name'] === 'Changed').length;
}

async function post(id: string, action: 'apply' | 'approve'): Promise<{ status: number; code?: string }> {
  const response = await call('globex-hr', `/api/imports/${id}/${action}`, { method: 'POST' });
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, ...(code === undefined ? {} : { code }) };
}

async function auditOf(importId: string): Promise<string[]> {
  const rows = await sql<{ event: string }>(
    "SELECT actor || ' ' || action AS event FROM audit_events WHERE import_id = $1 ORDER BY event_id",
    [importId],
  );
  return rows.map(({ event }) => event);
}

async function approveAs(sub: string, id: string): Promise<Response> {
  const claims = { tenant: 'globex', roles: ['lms_admin'], sub };
  const url = new URL(`/api/imports/${id}/approve`, endpoints().portal);
  return fetch(url, { method: 'POST', headers: await signedToken({ claims }) });
}

describe.each([
  ['a share of its rows', '25%'],
  ['a number of rows', '1'],
])('a tenant whose imports are held above %s', (name, above) => {
  const prefix = `HELD-${name.length}`;
  beforeAll(async () => {
    await importFile(file(prefix, 0), GLOBEX);
    expect(await set('--hold-above', above)).toMatchObject({ code: 0 });
  });

  it('has an import that overwrites no more imported by itself', async () => {
    const accepted = await accept(file(prefix, 1), GLOBEX);
    expect(accepted.status).toBe('Checking');
    const view = await finished(accepted.id, 'globex-hr');
    expect(view).toMatchObject({ status: 'Complete', total: 4, successes: 4, failures: 0 });
    expect(await changedOf(prefix)).toBe(1);
    expect(await auditOf(view.id)).toEqual(['globex-hr import.uploaded']);
  });

  it('has one that overwrites more wait for approval', async () => {
    const view = await importFile(file(prefix, 3), GLOBEX);
    expect(view).toMatchObject({ status: 'Needs approval', completedAt: null });
    expect(await findings(view.id, 'globex-hr')).toMatchObject({ overwritten: 2, unchanged: 2 });
    expect(await changedOf(prefix)).toBe(1);
    expect(await post(view.id, 'apply')).toEqual({ status: 409, code: 'not-ready' });
    expect(await post(view.id, 'approve')).toMatchObject({ status: 202 });
    expect(await post(view.id, 'approve')).toEqual({ status: 409, code: 'not-ready' });
    expect(await finished(view.id, 'globex-hr')).toMatchObject({ status: 'Complete', successes: 4 });
    expect(await changedOf(prefix)).toBe(3);
    expect(await auditOf(view.id)).toEqual(['globex-hr import.uploaded', 'globex-hr import.approved']);
  });

  it('has a check, too, that overwrites more wait for approval', async () => {
    const view = await checkFile(file(prefix, 0), GLOBEX);
    expect(view.status).toBe('Needs approval');
    expect(await post(view.id, 'apply')).toEqual({ status: 409, code: 'not-ready' });
    const few = await checkFile(file(prefix, 2), GLOBEX);
    expect(few.status).toBe('Ready to import');
    for (const { id } of [view, few]) {
      const discarded = await call('globex-hr', `/api/imports/${id}`, { method: 'DELETE' });
      expect(discarded.status).toBe(204);
    }
  });

  it('may have somebody else than who uploaded approve it', async () => {
    expect(await set('--two-person', 'yes')).toMatchObject({ code: 0 });
    const view = await importFile(file(prefix, 1), GLOBEX);
    expect(view.status).toBe('Needs approval');
    expect(await post(view.id, 'approve')).toEqual({ status: 403, code: 'needs-other-person' });
    expect((await approveAs('GLOBEX-HR', view.id)).status).toBe(403);
    const approved = await approveAs('gale.admin', view.id);
    expect(approved.status).toBe(202);
    expect(((await approved.json()) as ImportView).status).toBe('In progress');
    expect(await finished(view.id, 'globex-hr')).toMatchObject({ status: 'Complete' });
    expect(await auditOf(view.id)).toEqual(['globex-hr import.uploaded', 'gale.admin import.approved']);
    expect(await set('--two-person', 'no')).toMatchObject({ code: 0 });
  });
});

it('a check that was ready before its tenant held as much waits for approval, too', async () => {
  expect(await set('--hold-above', 'none')).toMatchObject({ code: 0 });
  await importFile(file('LATER', 0), GLOBEX);
  const view = await checkFile(file('LATER', 3), GLOBEX);
  expect(view.status).toBe('Ready to import');
  expect(await set('--hold-above', '25%')).toMatchObject({ code: 0 });
  const applied = await call('globex-hr', `/api/imports/${view.id}/apply`, { method: 'POST' });
  expect(applied.status).toBe(202);
  expect(await applied.json()).toMatchObject({ status: 'Needs approval' });
  expect(await post(view.id, 'apply')).toEqual({ status: 409, code: 'not-ready' });
  expect(await changedOf('LATER')).toBe(0);
  expect(await post(view.id, 'approve')).toMatchObject({ status: 202 });
  expect(await finished(view.id, 'globex-hr')).toMatchObject({ status: 'Complete' });
  expect(await auditOf(view.id)).toEqual(['globex-hr import.uploaded', 'globex-hr import.approved']);
});

it('imports of a tenant that holds none begin at once', async () => {
  expect(await set('--hold-above', 'none')).toMatchObject({ code: 0 });
  expect((await accept(file('FREE', 0), GLOBEX)).status).toBe('In progress');
});

it.each([['many'], ['101%'], ['-1'], ['1.5']])('%s is no amount to hold above', async (above) => {
  expect(await set(`--hold-above=${above}`)).toMatchObject({
    code: 1,
    output: expect.stringContaining('--hold-above must be'),
  });
});
