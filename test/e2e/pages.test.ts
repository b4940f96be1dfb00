import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, signIn, type Viewer } from '../support/browser.ts';
import { BULK_IMPORT, COURSES_HEADER } from '../support/bulk-import-page.ts';
import { openFeed } from '../support/feed.ts';
import { pageFaults } from '../support/page-faults.ts';
import { accept, call, endpoints, importFile } from '../support/product.ts';

const PAGES = [
  '/',
  '/my-training-history',
  '/my-training-history/print',
  '/people',
  '/people?search=nobody-has-this-name',
  '/reports',
  '/reports/people-detail-with-pid',
  '/reports/certifications-by-certification',
  '/reports/courses-by-course',
  '/reports/import-activity',
  BULK_IMPORT,
  `${BULK_IMPORT}?from=2100-01-01`,
  `${BULK_IMPORT}/directions`,
  '/lms-admin/audit',
  '/nowhere',
];
/** With a name as long as names are, and a row that fails. */
const LONG_NAME = 'course history of all branches (export of the legacy system), reviewed.csv';
const ONE_FAILURE = `${COURSES_HEADER}\nnobody,1,A,OJT,2020-01-02\n`;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1440, height: 900 };

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function open(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, endpoints().portal).href);
  await page.locator('h1').waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

/** What there is in the page and not here. */
interface InPage {
  getComputedStyle(element: unknown): { opacity: string };
}

/** Waits until something is there as it will be: while it fades in, its contrast is not. */
async function shown(target: Locator): Promise<void> {
  await target.waitFor();
  // A function, because one that is given as text is not called with the element.
  const opacity = () =>
    target.evaluate((element) => (globalThis as unknown as InPage).getComputedStyle(element).opacity);
  await expect.poll(opacity).toBe('1');
}

it.each([
  ['light', NARROW],
  ['dark', WIDE],
] as const)('has no serious accessibility fault on any page (%s, %o)', async (colorScheme, viewport) => {
  const { id } = await accept(ONE_FAILURE, { fileName: LONG_NAME });
  const feed = await openFeed('certifications');
  // Whatever is found: a feed left open would hold one of the few imports that a browser follows at once.
  onTestFinished(async () => {
    await call('acme-hr', `/api/imports/${feed.id}/cancel`, { method: 'POST' });
  });
  const { context, page } = await signIn(browser, 'avery.admin');
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(viewport);
  const found: Record<string, string[]> = {};
  for (const path of [...PAGES, `${BULK_IMPORT}/imports/${id}`]) {
    await open(page, path);
    // What is around pages is the same for all of them.
    const ofPage = await pageFaults(page, path === PAGES[0] ? 'html' : 'main');
    if (ofPage.length > 0) found[path] = ofPage;
  }
  const reason = page.getByRole('button', { name: 'Unknown person' });
  await reason.click();
  const rows = page.getByRole('list', { name: 'Rows: Unknown person' }).getByRole('listitem');
  await expect
    .poll(() => rows.allTextContents())
    .toEqual([expect.stringMatching(/^Row 2No one in the LMS has the username "nobody"/)]);
  found['the rows of a reason'] = await pageFaults(page, 'main');
  await open(page, '/people?search=cameron.graham');
  await page.getByRole('link', { name: 'Graham, Cameron' }).click();
  await page.getByRole('heading', { name: 'Certifications' }).waitFor();
  found['a profile'] = await pageFaults(page, 'main');
  await open(page, BULK_IMPORT);
  await page.getByRole('button', { name: 'Cancel the import of the feed' }).first().click();
  await shown(page.getByRole('dialog'));
  found['the question before cancelling'] = await pageFaults(page);
  await page.getByRole('button', { name: 'Keep it running' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page
    .getByRole('button', { name: /show the reasons/ })
    .first()
    .click();
  await page.getByText('Most frequent reasons').waitFor();
  await page.getByLabel('CSV file to upload').setInputFiles({
    name: 'dates.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${COURSES_HEADER}\na,1,A,OJT,03/04/2020\n`),
  });
  await page.getByText('How does the file write dates?').waitFor();
  found['a chosen file'] = await pageFaults(page);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await shown(page.getByRole('menu'));
  found['the account menu'] = await pageFaults(page);
  expect(Object.entries(found).filter(([, ofPage]) => ofPage.length > 0)).toEqual([]);
  await context.close();
});

it('sends a signed-out visitor to sign in and back to the page', async () => {
  const { context, page } = await signIn(
    browser,
    'avery.admin',
    '/reports/courses-by-course?sort=people&order=desc',
  );
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Courses by Course');
  await context.clearCookies();
  await page.goto(page.url());
  await page.getByLabel('Username').waitFor();
  await context.close();
});

describe('a report', () => {
  let viewer: Viewer;
  beforeAll(async () => {
    await importFile('Username,Certification Name,Issue Date\ncameron.graham,Sorted,2020-01-02\n', {
      type: 'certifications',
    });
    await importFile(`${COURSES_HEADER}\ncameron.graham,SORT,A,OJT,2020-01-02\n`);
    viewer = await signIn(browser, 'avery.admin');
  });
  afterAll(() => viewer.context.close());

  it.each([
    ['people-detail-with-pid', 'Last Name', 'ascending', 'descending'],
    ['certifications-by-certification', 'Certification Name', 'ascending', 'descending'],
    ['certifications-by-certification?sort=records&order=desc', 'Records', 'descending', 'ascending'],
    ['courses-by-course', 'Course Number', 'ascending', 'descending'],
    ['courses-by-course?course=SORT', 'Last Name', 'ascending', 'descending'],
    ['import-activity', 'Day', 'descending', 'ascending'],
  ])('%s marks the column that it is sorted by', async (report, title, order, other) => {
    const { page } = viewer;
    await open(page, `/reports/${report}`);
    const sorted = page.locator('th[aria-sort]');
    await expect.poll(() => sorted.allTextContents()).toEqual([title]);
    expect(await sorted.getAttribute('aria-sort')).toBe(order);
    await sorted.getByRole('button').click();
    await expect.poll(() => sorted.getAttribute('aria-sort')).toBe(other);
    expect(await sorted.allTextContents()).toEqual([title]);
  });
});

it.each<[string, (page: Page) => Promise<unknown>]>([
  // The browser's tab remembers where the page before was left.
  ['loaded again', (page) => page.goto(`${endpoints().portal}${BULK_IMPORT}`)],
  [
    'by the menu',
    (page) =>
      page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Bulk Import' }).click(),
  ],
])('opens a page at its top, wherever the one before was scrolled to: %s', async (_how, go) => {
  const { context, page } = await signIn(browser, 'avery.admin', `${BULK_IMPORT}/directions`);
  // So low that the page that is opened could be scrolled, however little its history holds.
  await page.setViewportSize({ width: 1440, height: 400 });
  await page.getByRole('table').first().waitFor();
  await page.mouse.move(700, 200);
  await page.mouse.wheel(0, 500);
  await expect.poll(() => page.evaluate('window.scrollY')).toBe(500);
  await go(page);
  await page.getByRole('heading', { name: 'Import History' }).waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  // Whoever scrolls a page when it opens has done so by the second frame.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  expect(await page.evaluate('window.scrollY')).toBe(0);
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  expect(height).toBeGreaterThan(500);
  await context.close();
});

it('is never wider than the window, whatever that is', async () => {
  await accept(ONE_FAILURE, { fileName: LONG_NAME });
  const { context, page } = await signIn(browser, 'avery.admin');
  const found: string[] = [];
  for (const path of ['/people', '/reports/people-detail-with-pid', BULK_IMPORT]) {
    await open(page, path);
    for (const width of [480, 768, 1024, 1280, 1366]) {
      await page.setViewportSize({ width, height: 800 });
      const needed = Number(await page.evaluate('document.documentElement.scrollWidth'));
      if (needed > width) found.push(`${path} at ${width}: ${needed}`);
    }
  }
  expect(found).toEqual([]);
  // A laptop shows the whole history without scrolling sideways.
  await page.setViewportSize({ width: 1280, height: 800 });
  const table = await page.getByRole('table', { name: 'Import History' }).boundingBox();
  const around = await page.getByRole('group', { name: 'Import History' }).boundingBox();
  expect(table?.width).toBeGreaterThan(900);
  expect(table?.width).toBeLessThanOrEqual(Number(around?.width));
  await context.close();
});

it('loads less than 300 kB of compressed script at first', async () => {
  const { context: signedIn } = await signIn(browser, 'avery.admin');
  // Another context, with nothing in its cache.
  const context = await browser.newContext({ storageState: await signedIn.storageState() });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (new URL(request.url()).pathname.endsWith('.js'))
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await open(page, BULK_IMPORT);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(300_000);
  await Promise.all([context.close(), signedIn.close()]);
});
