import { beforeAll, expect, it } from 'vitest';
import { call, importFile } from '../support/product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date,Score';

let importId: string;

beforeAll(async () => {
  const rows = ['cameron.graham', 'avery.admin'].flatMap((username) =>
    [1, 2, 3].map((number) => `${username},CUR-${number},Cursors,OJT,2020-01-01,${number}`),
  );
  importId = (await importFile([HEADER, ...rows].join('\n'))).id;
  await importFile('Username,Certification Name,Issue Date\ncameron.graham,Cursors,2020-01-01\n', {
    type: 'certifications',
  });
});

/** Lists and orders whose cursors hold numbers and texts of every kind. */
const LISTS = [
  '/api/imports',
  '/api/imports?sort=fileName',
  '/api/audit',
  '/api/people',
  '/api/reports/people-detail-with-pid',
  '/api/reports/courses-by-course?sort=records',
  '/api/reports/courses-by-course?course=CUR-1',
  '/api/reports/courses-by-course?sort=lastCompletion&order=desc',
  '/api/reports/import-activity',
  '/api/imports/{import}/rows',
  '/api/imports/{import}/rows?result=added',
];

const HOSTILE = [-1, 1.5, 1e300, -1e300, 2 ** 53, '', '\0', 'x', "'", '\\', '\ud800', null, true, [], {}];

async function page(list: string, cursor: string): Promise<number> {
  const separator = list.includes('?') ? '&' : '?';
  const response = await call('acme-hr', `${list}${separator}limit=1&cursor=${cursor}`);
  await response.arrayBuffer();
  return response.status;
}

it.each(LISTS)('%s answers every tampered cursor by a page or by 400', async (path) => {
  const list = path.replace('{import}', importId);
  const first = await call('acme-hr', `${list}${list.includes('?') ? '&' : '?'}limit=1`);
  const { next } = (await first.json()) as { next: string | null };
  const parts = JSON.parse(Buffer.from(next ?? '', 'base64url').toString()) as unknown[];
  expect(await page(list, next ?? '')).toBe(200);
  const unexpected: unknown[] = [];
  for (const [index] of parts.entries()) {
    for (const value of HOSTILE) {
      const tampered = JSON.stringify(parts.with(index, value));
      const status = await page(list, Buffer.from(tampered).toString('base64url'));
      if (status !== 200 && status !== 400) unexpected.push({ tampered, status });
    }
  }
  expect(unexpected).toEqual([]);
});

it.each([
  '/api/reports/import-activity?from=0001-01-01&to=9999-12-31',
  '/api/imports?from=0001-01-01&to=9999-12-31',
  '/api/audit?from=0001-01-01&to=9999-12-31',
  '/api/people?search=%ED%A0%80',
  '/api/reports/courses-by-course?course=%00',
])('%s is answered', async (path) => {
  const response = await call('acme-hr', path);
  expect([200, 400], await response.text()).toContain(response.status);
});
