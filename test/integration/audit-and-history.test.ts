import { beforeAll, describe, expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '#shared/audit/audit-actions.ts';
import type { AuditEventView } from '#shared/audit/audit-view.ts';
import type { ImportView } from '#shared/imports/import-view.ts';
import { signedToken } from '../support/credentials.ts';
import { HttpInterface } from '../support/openapi.ts';
import { call, callJson, endpoints, finished, importFile, sql } from '../support/product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
const row = (number: number, day = '2020-02-01') => `cameron.graham,AUDITED-${number},Safety,OJT,${day}\n`;

/** Of a person, of a program, and of a name that a spreadsheet would run. */
let ofPerson: ImportView;
let ofProgram: ImportView;
let formula: ImportView;
let name: string;

interface List<Item> {
  readonly items: readonly Item[];
  readonly total?: number;
  readonly next: string | null;
}

async function uploadAsPerson(fileName: string, content: string): Promise<ImportView> {
  const form = new FormData();
  form.append('file', new Blob([content], { type: 'text/csv' }), fileName);
  const response = await fetch(new URL('/api/imports?type=courses', endpoints().portal), {
    method: 'POST',
    body: form,
    headers: await signedToken(),
  });
  expect(response.status).toBe(202);
  const accepted = (await response.json()) as ImportView;
  // Ingest, too, says whose it is.
  expect(accepted.initiatedByName).toBe(name);
  return finished(accepted.id);
}

async function audit(query: Readonly<Record<string, string>>): Promise<List<AuditEventView>> {
  const path = `/api/audit?${new URLSearchParams(query)}`;
  const { status, body } = await callJson<List<AuditEventView>>('acme-hr', path);
  expect([path, status]).toEqual([path, 200]);
  return body;
}

async function imports(query: Readonly<Record<string, string>>): Promise<List<ImportView>> {
  const path = `/api/imports?${new URLSearchParams({ fileName: 'Audited', ...query })}`;
  const { status, body } = await callJson<List<ImportView>>('acme-hr', path);
  expect([path, status]).toEqual([path, 200]);
  return body;
}

beforeAll(async () => {
  const [person] = await sql<{ name: string }>(
    "SELECT first_name || ' ' || last_name AS name FROM people WHERE username = 'avery.admin'",
  );
  name = String(person?.name);
  ofPerson = await uploadAsPerson('audited b.csv', HEADER + row(1) + row(2));
  ofProgram = await importFile(HEADER + row(2) + row(3) + row(4, '2020-02-30'), {
    fileName: 'Audited A.csv',
  });
  formula = await importFile(HEADER + row(5, 'never'), { fileName: '=audited(1).csv' });
  await (await call('acme-hr', ofPerson.links.original ?? '')).arrayBuffer();
});

describe('the audit', () => {
  it('says who did what to an import, the latest first, with the name of a person', async () => {
    const { items, next } = await audit({ importId: ofPerson.id });
    expect(next).toBeNull();
    expect(items).toEqual([
      expect.objectContaining({ actor: 'acme-hr', actorName: null, action: 'original.downloaded' }),
      expect.objectContaining({
        actor: 'avery.admin',
        actorName: name,
        action: 'import.uploaded',
        importId: ofPerson.id,
        fileName: 'audited b.csv',
        subject: null,
      }),
    ]);
    expect(
      new HttpInterface().problemsOf('listAuditEvents', 200, 'application/json', { items, next }),
    ).toEqual([]);
  });

  it('is narrowed down by person, action and time, and gone through page by page', async () => {
    const ofImport = { importId: ofPerson.id };
    const [downloaded, uploaded] = (await audit(ofImport)).items;
    for (const actor of ['AVERY.adm', name.toUpperCase()]) {
      expect((await audit({ ...ofImport, actor })).items).toEqual([uploaded]);
    }
    expect((await audit({ ...ofImport, action: 'original.downloaded' })).items).toEqual([downloaded]);
    const from = String(downloaded?.occurredAt);
    expect((await audit({ ...ofImport, from })).items).toEqual([downloaded]);
    expect((await audit({ ...ofImport, to: '2020-01-01' })).items).toEqual([]);
    const first = await audit({ ...ofImport, limit: '1' });
    expect(first.items).toEqual([downloaded]);
    const second = await audit({ ...ofImport, limit: '1', cursor: String(first.next) });
    expect(second).toEqual({ items: [uploaded], next: null });
  });

  it('is a file for spreadsheets, whose download is written down', async () => {
    const response = await call('acme-hr', `/api/audit?importId=${formula.id}`, {
      headers: { Accept: 'text/csv' },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('audit.csv');
    const [bytes, lines] = [Buffer.from(await response.arrayBuffer()), [] as string[]];
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    lines.push(...bytes.toString('utf8').slice(1).split('\r\n'));
    expect(lines[0]).toBe('Time,Username,Name,Action,What,Import,File,Subject');
    expect(lines[1]).toContain(`,acme-hr,,import.uploaded,Uploaded a file,${formula.id},'=audited(1).csv,`);
    expect(lines.slice(2)).toEqual(['']);
    const [latest] = (await audit({ action: 'report.downloaded', limit: '1' })).items;
    expect(latest).toMatchObject({ actor: 'acme-hr', subject: 'audit' });
  });

  it('is one tenant’s, and its admins’', async () => {
    const path = `/api/audit?importId=${ofPerson.id}`;
    const { body } = await callJson<List<AuditEventView>>('globex-hr', path);
    expect(body.items).toEqual([]);
    expect((await call('acme-cameron', path)).status).toBe(403);
  });

  it('refuses what it does not know', async () => {
    for (const query of ['action=import.read', 'importId=1', 'from=yesterday', 'cursor=x', 'format=xml']) {
      const { status, body } = await callJson<{ code: string }>('acme-hr', `/api/audit?${query}`);
      expect([query, status, body.code]).toEqual([query, 400, 'invalid-parameter']);
    }
  });

  it('knows every action that the database takes', async () => {
    const [constraint] = await sql<{ definition: string }>(
      "SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'audit_events_action_check'",
    );
    const stored = [...String(constraint?.definition).matchAll(/'([a-z.-]+)'/g)].map(([, action]) => action);
    expect(stored.toSorted()).toEqual(AUDIT_ACTIONS.toSorted());
    const schema = new HttpInterface().document.components['schemas']?.['AuditAction'] as { enum: string[] };
    expect(schema.enum.toSorted()).toEqual(AUDIT_ACTIONS.toSorted());
  });
});

describe('the list of imports', () => {
  const names = ({ items }: List<ImportView>) => items.map(({ fileName }) => fileName);

  it('finds a file by a part of its name, and says how many there are', async () => {
    const page = await imports({ count: 'true', limit: '1' });
    expect(page).toMatchObject({ total: 3, items: [{ id: formula.id, initiatedByName: null }] });
    expect(await imports({})).not.toHaveProperty('total');
    expect(names(await imports({ fileName: 'AUDITED A' }))).toEqual(['Audited A.csv']);
  });

  it.each(['avery.ad', 'name'])('finds who began it by username and by name (%s)', async (text) => {
    const initiatedBy = text === 'name' ? name.toLowerCase() : text;
    expect((await imports({ initiatedBy })).items.map(({ id }) => id)).toEqual([ofPerson.id]);
    expect(ofPerson).toMatchObject({ initiatedBy: 'avery.admin', initiatedByName: name });
  });

  it.each([
    ['fileName', 'asc', ['=audited(1).csv', 'Audited A.csv', 'audited b.csv']],
    ['fileName', 'desc', ['audited b.csv', 'Audited A.csv', '=audited(1).csv']],
    ['total', 'desc', ['Audited A.csv', 'audited b.csv', '=audited(1).csv']],
    ['successes', 'asc', ['=audited(1).csv', 'audited b.csv', 'Audited A.csv']],
    ['failures', 'desc', ['=audited(1).csv', 'Audited A.csv', 'audited b.csv']],
    ['status', 'asc', ['audited b.csv', 'Audited A.csv', '=audited(1).csv']],
    ['initiatedBy', 'asc', ['Audited A.csv', '=audited(1).csv', 'audited b.csv']],
    ['createdAt', 'asc', ['audited b.csv', 'Audited A.csv', '=audited(1).csv']],
    ['lastUpdated', 'desc', ['=audited(1).csv', 'Audited A.csv', 'audited b.csv']],
    ['type', 'desc', ['=audited(1).csv', 'Audited A.csv', 'audited b.csv']],
  ])('is sorted by %s, %s, on every page', async (sort, order, expected) => {
    expect(names(await imports({ sort, order }))).toEqual(expected);
    const paged: (string | null)[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: List<ImportView> = await imports({
        ...{ sort, order, limit: '1' },
        ...(cursor === '' ? {} : { cursor }),
      });
      paged.push(...names(page));
      cursor = page.next;
    }
    expect(paged).toEqual(expected);
    expect(ofProgram.failures).toBe(1);
  });

  it('refuses the cursor of another order', async () => {
    const { next } = await imports({ sort: 'total', limit: '1' });
    const path = `/api/imports?fileName=audited&sort=failures&cursor=${next}`;
    expect((await call('acme-hr', path)).status).toBe(400);
  });
});
