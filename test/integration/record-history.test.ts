import { beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import type { RecordStateView } from '../../services/portal/people/record-history.ts';
import { loadPeople } from '../support/commands.ts';
import { type ClientName, call, callJson, importFile, sql } from '../support/product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date,Score';
/** What an address must not take apart. */
const NUMBER = 'RH/1 ü%?';
const PERSON = 'history.person';

interface History {
  readonly items: readonly RecordStateView[];
  readonly next: string | null;
}

let personId: string;
let imports: ImportView[];

function addressOf(courseNumber: string, query = ''): string {
  return `/api/people/${personId}/courses/${encodeURIComponent(courseNumber)}/history${query}`;
}

async function history(query = '', courseNumber = NUMBER): Promise<History> {
  const { status, body } = await callJson<History>('acme-hr', addressOf(courseNumber, query));
  expect(status).toBe(200);
  return body;
}

beforeAll(async () => {
  await loadPeople('acme', [{ username: PERSON, employeeId: null }]);
  imports = [];
  for (const values of ['First,OJT,2020-01-02,90', 'Second,OJT,2020-01-02,', 'Second,ILT,2020-01-02,7.25']) {
    const row = `${PERSON},${NUMBER},${values}\n`;
    imports.push(await importFile(`${HEADER}\n${row}`, { fileName: `${values.slice(0, 6)}.csv` }));
  }
  await importFile(`Username,Certification Name,Issue Date\n${PERSON},History,2020-01-01\n`, {
    type: 'certifications',
  });
  const [person] = await sql<{ person_id: string }>('SELECT person_id FROM people WHERE username = $1', [
    PERSON,
  ]);
  personId = String(person?.person_id);
});

it('has the current record first, and what it was before, with what each import changed', async () => {
  const { items, next } = await history();
  expect(next).toBeNull();
  expect(items).toMatchObject([
    {
      outcome: 'current',
      record: { courseNumber: NUMBER, courseType: 'ILT', score: 7.25, importId: imports[2]?.id },
      import: { id: imports[2]?.id, source: 'file', createdAt: imports[2]?.createdAt },
      replacedBy: null,
      endedAt: null,
      changes: [
        { field: 'courseType', from: 'OJT', to: 'ILT' },
        { field: 'score', from: null, to: 7.25 },
      ],
      restoredByUndo: false,
    },
    {
      outcome: 'replaced',
      record: { courseName: 'Second', score: null },
      import: { id: imports[1]?.id, fileName: 'Second.csv', undoneBy: null },
      replacedBy: { id: imports[2]?.id },
      changes: [
        { field: 'courseName', from: 'First', to: 'Second' },
        { field: 'score', from: 90, to: null },
      ],
      restoredByUndo: true,
    },
    {
      outcome: 'replaced',
      record: { courseName: 'First', score: 90 },
      replacedBy: { id: imports[1]?.id },
      changes: [],
      restoredByUndo: false,
    },
  ]);
});

it('comes in pages, each state once', async () => {
  const { items } = await history();
  const paged: RecordStateView[] = [];
  let next: string | null = '';
  while (next !== null) {
    const page: History = await history(`?limit=1${next === '' ? '' : `&cursor=${next}`}`);
    expect(page.items).toHaveLength(1);
    paged.push(...page.items);
    ({ next } = page);
  }
  expect(paged).toEqual(items);
});

it('names as what comes back only what no undone import wrote', async () => {
  const [, second, third] = imports;
  await sql('UPDATE imports SET undone_by = $2 WHERE import_id = $1', [second?.id, third?.id]);
  try {
    const { items } = await history();
    expect(items.map(({ restoredByUndo }) => restoredByUndo)).toEqual([false, false, true]);
    expect(items[1]?.import?.undoneBy).toBe(third?.id);
  } finally {
    await sql('UPDATE imports SET undone_by = NULL WHERE import_id = $1', [second?.id]);
  }
});

it.each([-1, 1.5, 1e300, 2 ** 31, 2 ** 53, '', 'x', null, []])(
  'answers a cursor with %j in it by a page or by 400',
  async (value) => {
    const { next: first } = await history('?limit=1');
    const { next } = await history(`?limit=1&cursor=${first}`);
    const parts = JSON.parse(Buffer.from(next ?? '', 'base64url').toString()) as unknown[];
    expect(parts).toHaveLength(5);
    for (const index of parts.keys()) {
      const cursor = Buffer.from(JSON.stringify(parts.with(index, value))).toString('base64url');
      const { status } = await callJson('acme-hr', addressOf(NUMBER, `?cursor=${cursor}`));
      expect([200, 400]).toContain(status);
    }
  },
);

it.each<[ClientName, string, number]>([
  ['acme-hr', 'RH-NEVER', 404],
  ['acme-hr', '\0', 404],
  ['globex-hr', NUMBER, 404],
  ['acme-cameron', NUMBER, 403],
])('answers %s who asks for %j with %i', async (client, courseNumber, status) => {
  expect((await call(client, addressOf(courseNumber))).status).toBe(status);
});

it('names certifications, which are undone one by one', async () => {
  const { body } = await callJson<{ certifications: { recordId: string }[] }>(
    'acme-hr',
    `/api/people/${personId}/training`,
  );
  const stored = await sql<{ record_id: string }>(
    'SELECT record_id FROM certification_records WHERE person_id = $1',
    [personId],
  );
  expect(body.certifications).toMatchObject(stored.map(({ record_id: id }) => ({ recordId: String(id) })));
  expect(stored).toHaveLength(1);
});
