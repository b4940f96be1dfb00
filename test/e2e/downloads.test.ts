import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { launchBrowser, signIn, type Viewer } from '../support/browser.ts';
import { BULK_IMPORT, COURSES_HEADER, historyRow } from '../support/bulk-import-page.ts';
import { call, endpoints, importFile } from '../support/product.ts';

/** With a byte order mark, CRLF and characters of several bytes: nothing of it may change on the way. */
const ORIGINAL = Buffer.from(
  `\ufeff${COURSES_HEADER},Notes\r\ncameron.graham,DL-1,Gerüst „A“,OJT,2021-05-04,"two\r\nlines"\r\ncameron.graham,DL-2,安全,Webinar,2021-05-04,\r\n`,
);
/** Newer than what the sort and the filters below leave. */
const CERTIFICATIONS = `Username,Certification Name,Issue Date,Expiration Date
cameron.graham,"DL, Rigging",2020-01-02,2021-01-02
blake.ito,"DL, Rigging",2020-01-03,
dana.okafor,DL Welding,2020-01-04,2021-01-04
`;

let browser: Browser;
let viewer: Viewer;
let item: ImportView;

beforeAll(async () => {
  browser = await launchBrowser();
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
  [BULK_IMPORT, 'Courses template', 'courses.csv', '/api/templates/courses.csv'],
  [BULK_IMPORT, 'Certifications template', 'certifications.csv', '/api/templates/certifications.csv'],
  [BULK_IMPORT, 'Instructions', 'instructions.txt', '/api/instructions'],
  [`${BULK_IMPORT}/directions`, 'courses', 'courses.csv', '/api/templates/courses.csv'],
  [`${BULK_IMPORT}/directions`, 'certifications', 'certifications.csv', '/api/templates/certifications.csv'],
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
    bytes: await answer(`/api/imports/${item.id}/errors`),
  });
  expect(errors.bytes.toString()).toMatch(
    /^\ufeff.*Notes,Errors\r\ncameron\.graham,DL-2,安全,Webinar,2021-05-04,,.*Course Type.*\r\n$/,
  );
});

it.each([
  '/reports/people-detail-with-pid?search=cameron',
  '/reports/certifications-by-certification?search=DL&sort=records&order=desc',
  '/reports/certifications-by-certification?certification=DL,+Rigging&sort=username&order=desc',
  '/reports/courses-by-course?courseType=OJT&search=DL-',
  '/reports/courses-by-course?course=DL-1',
  '/reports/import-activity?type=certifications',
])('%s as CSV, with its filters and its order', async (path) => {
  const { page } = viewer;
  await page.goto(`${endpoints().portal}${path}`);
  await page.getByRole('table').waitFor();
  const rows = await page.getByRole('table').locator('tbody tr').count();
  const file = await download(page, page.getByRole('link', { name: 'Download CSV' }));
  const [report, query] = path.slice('/reports/'.length).split('?');
  expect(file).toEqual({
    name: `${report}.csv`,
    bytes: await answer(`/api/reports/${report}?${query}&format=csv`),
  });
  expect(rows).toBeGreaterThan(0);
  expect(file.bytes.toString().trimEnd().split('\r\n')).toHaveLength(rows + 1);
});
