import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { launchBrowser, signIn, type Viewer } from '../support/browser.ts';
import { BULK_IMPORT, COURSES_HEADER, historyRow } from '../support/bulk-import-page.ts';
import { loadPeople } from '../support/commands.ts';
import { people } from '../support/history-generator.ts';
import { call, callJson, endpoints, eventually, importFile } from '../support/product.ts';

/** With names that no other suite searches for or has: what a filter leaves is what is told here. */
const PEOPLE = people('dlqx', 3);
const [first = '', second = '', third = ''] = PEOPLE.map(({ username }) => username);

/** With a byte order mark, CRLF and characters of several bytes: nothing of it may change on the way. */
const ORIGINAL = Buffer.from(
  `\ufeff${COURSES_HEADER},Notes\r\n${first},DLQX-1,Gerüst „A“,OJT,2021-05-04,"two\r\nlines"\r\n${first},DLQX-2,安全,Webinar,2021-05-04,\r\n`,
);
const CERTIFICATIONS = `Username,Certification Name,Issue Date,Expiration Date
${first},"DLQX, Rigging",2020-01-02,2021-01-02
${second},"DLQX, Rigging",2020-01-03,
${third},DLQX Welding,2020-01-04,2021-01-04
`;

let browser: Browser;
let viewer: Viewer;
let item: ImportView;

beforeAll(async () => {
  browser = await launchBrowser();
  await loadPeople('acme', PEOPLE);
  await eventually(
    () => callJson<{ rows: unknown[] }>('acme-hr', '/api/reports/people-detail-with-pid?search=dlqx'),
    ({ body }) => body.rows.length === PEOPLE.length,
  );
  item = await importFile(ORIGINAL, { fileName: 'Gerüst & Co.csv' });
  await importFile(CERTIFICATIONS, { type: 'certifications', fileName: 'downloads.csv' });
  viewer = await signIn(browser, 'avery.admin', BULK_IMPORT);
});
afterAll(() => browser.close());

interface Download {
  readonly name: string;
  readonly bytes: Buffer;
}

async function download(page: Page, link: Locator): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

async function answer(path: string): Promise<Buffer> {
  const response = await call('acme-hr', path);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

it.each([
  [BULK_IMPORT, 'Courses template', 'courses-template.csv', '/api/templates/courses.csv'],
  [
    BULK_IMPORT,
    'Certifications template',
    'certifications-template.csv',
    '/api/templates/certifications.csv',
  ],
  [BULK_IMPORT, 'Instructions', 'instructions.txt', '/api/instructions'],
  [`${BULK_IMPORT}/directions`, 'courses', 'courses-template.csv', '/api/templates/courses.csv'],
  [
    `${BULK_IMPORT}/directions`,
    'certifications',
    'certifications-template.csv',
    '/api/templates/certifications.csv',
  ],
  [
    `${BULK_IMPORT}/directions`,
    'courses with rows',
    'courses-example.csv',
    '/api/templates/courses-example.csv',
  ],
  [`${BULK_IMPORT}/directions`, 'instructions file', 'instructions.txt', '/api/instructions'],
])('%s: %s', async (path, link, name, address) => {
  const { page } = viewer;
  await page.goto(`${endpoints().portal}${path}`);
  const file = await download(page, page.getByRole('link', { name: link, exact: true }));
  expect(file).toEqual({ name: expect.stringContaining(name), bytes: await answer(address) });
  expect(file.bytes.length).toBeGreaterThan(100);
});

it.each<[string, () => string, () => Locator]>([
  ['the history', () => BULK_IMPORT, () => historyRow(viewer.page, 'Gerüst & Co.csv')],
  ['its own page', () => `${BULK_IMPORT}/imports/${item.id}`, () => viewer.page.getByRole('main')],
])('the original and the error file of an import, from %s', async (_from, path, where) => {
  const { page } = viewer;
  await page.goto(`${endpoints().portal}${path()}`);
  const original = await download(page, where().getByRole('link', { name: /original file/i }));
  expect(original).toEqual({ name: 'Gerüst & Co.csv', bytes: ORIGINAL });
  const errors = await download(
    page,
    where()
      .getByRole('link', { name: /error file/i })
      .first(),
  );
  expect(errors).toEqual({
    name: 'Gerüst & Co-errors.csv',
    bytes: await answer(`/api/imports/${item.id}/errors?lines=true`),
  });
  expect(errors.bytes.toString()).toMatch(
    /^\ufeff.*Notes,Line,Errors\r\ndlqx\.00000,DLQX-2,安全,Webinar,2021-05-04,,3,.*Course Type.*\r\n$/,
  );
});

it.each([
  ['/reports/people-detail-with-pid?search=dlqx', 3],
  ['/reports/certifications-by-certification?search=DLQX&sort=records&order=desc', 2],
  ['/reports/certifications-by-certification?certification=DLQX,+Rigging&sort=username&order=desc', 2],
  ['/reports/courses-by-course?courseType=OJT&search=DLQX-', 1],
  ['/reports/courses-by-course?course=DLQX-1', 1],
  // Of all suites: the days are counted when they are downloaded.
  ['/reports/import-activity?type=certifications', undefined],
])('%s as CSV, with its filters and its order', async (path, records) => {
  const { page } = viewer;
  await page.goto(`${endpoints().portal}${path}`);
  const rows = page.getByRole('table').locator('tbody tr');
  await rows.first().waitFor();
  const file = await download(page, page.getByRole('link', { name: 'Download CSV' }));
  const [report, query] = path.slice('/reports/'.length).split('?');
  expect(file).toEqual({
    name: `${report}.csv`,
    bytes: await answer(`/api/reports/${report}?${query}&format=csv`),
  });
  const lines = file.bytes.toString().trimEnd().split('\r\n').length - 1;
  if (records !== undefined) expect(lines).toBe(records);
  await expect.poll(() => rows.count()).toBe(lines);
});
