import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { loadPeople } from '../support/commands.ts';
import { call, callJson, endpoints, importFile, sql } from '../support/product.ts';

const CSV =
  'Username,Course Number,Course Name,Course Type,Completion Date\ntenancy.one,TEN-1,Safety,OJT,2020-02-30\n';
let view: ImportView;
let personId: string;

beforeAll(async () => {
  await loadPeople('acme', [{ username: 'tenancy.one', employeeId: null }]);
  view = await importFile(CSV);
  const [person] = await sql<{ person_id: string }>(
    "SELECT person_id FROM people WHERE username = 'tenancy.one'",
  );
  personId = String(person?.person_id);
});

describe("another tenant's admin", () => {
  it.each([
    ['GET', () => `/api/imports/${view.id}`],
    ['GET', () => `/api/imports/${view.id}/events`],
    ['GET', () => `/api/imports/${view.id}/original`],
    ['GET', () => `/api/imports/${view.id}/errors`],
    ['GET', () => `/api/imports/${view.id}/failures`],
    ['POST', () => `/api/imports/${view.id}/cancel`],
    ['GET', () => `/api/people/${personId}`],
    ['GET', () => `/api/people/${personId}/training`],
  ])('%s %s does not exist', async (method, path) => {
    expect((await call('acme-hr', path(), { method: method === 'POST' ? 'HEAD' : method })).status).not.toBe(
      404,
    );
    const { status, body } = await callJson<{ code: string }>('globex-hr', path(), { method });
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'not-found' });
  });

  it('finds none of it in lists and reports', async () => {
    const imports = await callJson<{ items: ImportView[] }>('globex-hr', '/api/imports?limit=200');
    expect(imports.body.items.map(({ id }) => id)).not.toContain(view.id);
    const found = await callJson<{ items: unknown[] }>('globex-hr', '/api/people?search=tenancy.one');
    expect(found.body.items).toEqual([]);
    const report = await callJson<{ rows: { username: string }[] }>(
      'globex-hr',
      '/api/reports/people-detail-with-pid?limit=200',
    );
    expect(report.body.rows.map(({ username }) => username)).not.toContain('tenancy.one');
  });
});

describe('a learner', () => {
  it.each(['/api/imports', '/api/people', '/api/reports', '/api/reports/courses-by-course'])(
    'is refused %s',
    async (path) => {
      const { status, body } = await callJson<{ code: string }>('acme-cameron', path);
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' });
    },
  );
});

it.each(['/api/imports', '/api/people', '/api/reports', '/api/me/training'])(
  'nobody is let into %s',
  async (path) => {
    const response = await fetch(new URL(path, endpoints().portal));
    expect({ status: response.status, code: ((await response.json()) as { code: string }).code }).toEqual({
      status: 401,
      code: 'unauthenticated',
    });
  },
);
