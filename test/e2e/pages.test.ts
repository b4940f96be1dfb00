import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import { callJson } from '../support/product.ts';

const BULK_IMPORT = '/lms-admin/bulk-import';
const PAGES = [
  '/',
  '/my-training-history',
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
  '/nowhere',
];
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1440, height: 900 };

let browser: Browser;
let axe: string;

beforeAll(async () => {
  browser = await launchBrowser();
  axe = await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
});
afterAll(() => browser.close());

/** What axe-core finds serious on the page as it is now, and whether it is wider than its window. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>('axe.run(document)');
  const width = await page.evaluate('document.documentElement.scrollWidth');
  const serious = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return [
    ...serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    ...(Number(width) > (page.viewportSize()?.width ?? 0) ? [`is ${width} pixels wide`] : []),
  ];
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
  await page.locator('h1').waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

async function importOne(fileName: string, text: string): Promise<string> {
  const body = new FormData();
  body.append('file', new File([text], fileName));
  const { body: item } = await callJson<{ id: string }>('acme-hr', '/api/imports?type=courses', {
    method: 'POST',
    body,
  });
  return item.id;
}

it.each([
  ['light', NARROW],
  ['light', WIDE],
  ['dark', WIDE],
] as const)('has no serious accessibility fault on any page (%s, %o)', async (colorScheme, viewport) => {
  await importOne(
    'reasons.csv',
    `Username,Course Number,Course Name,Course Type,Completion Date\nnobody,1,A,OJT,2020-01-02\n`,
  );
  const { context, page } = await signIn(browser, 'avery.admin');
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(viewport);
  const found: Record<string, string[]> = {};
  for (const path of PAGES) {
    await open(page, path);
    const ofPage = await faults(page);
    if (ofPage.length > 0) found[path] = ofPage;
  }
  await open(page, '/people?search=cameron.graham');
  await page.getByRole('link', { name: 'Graham, Cameron' }).click();
  await page.getByRole('heading', { name: 'Certifications' }).waitFor();
  found['a profile'] = await faults(page);
  await open(page, BULK_IMPORT);
  await page
    .getByRole('button', { name: /show the reasons/ })
    .first()
    .click();
  await page.getByText('Most frequent reasons').waitFor();
  await page.getByLabel('CSV file to upload').setInputFiles({
    name: 'dates.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      'Username,Course Number,Course Name,Course Type,Completion Date\na,1,A,OJT,03/04/2020\n',
    ),
  });
  await page.getByText('Its dates are not written').waitFor();
  found['a chosen file'] = await faults(page);
  await page.getByRole('button', { name: /^Account of/ }).click();
  // While the menu fades in, its contrast is not yet what it will be.
  await expect
    .poll(() => page.evaluate("getComputedStyle(document.querySelector('[role=menu]')).opacity"))
    .toBe('1');
  found['the account menu'] = await faults(page);
  expect(Object.entries(found).filter(([, ofPage]) => ofPage.length > 0)).toEqual([]);
  await context.close();
});

// So many rows that the import still runs when the page first looks.
it('shows an import that another started, and follows it, without being asked', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const rows = Array.from({ length: 150_000 }, (_, i) => `cameron.graham,LIVE-${i},Live,OJT,2020-01-02`);
  await importOne(
    'live.csv',
    `Username,Course Number,Course Name,Course Type,Completion Date\n${rows.join('\n')}\n`,
  );
  const row = page.getByRole('row').filter({ hasText: 'live.csv' });
  await row.getByText('In progress').waitFor({ timeout: 20_000 });
  await row.getByText('Complete', { exact: true }).waitFor({ timeout: 100_000 });
  expect(await row.getByRole('cell', { name: '150,000' }).count()).toBe(2);
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContain('live.csv: Complete. 150,000 successes, 0 failures.');
  await context.close();
});

it('shows a learner the own history and nothing of an admin', async () => {
  const { context, page } = await signIn(browser, 'cameron.graham');
  await page.getByRole('tab', { name: 'My Training History' }).click();
  await page.getByRole('heading', { name: 'Courses' }).waitFor();
  const menu = page.getByRole('navigation', { name: 'Main' });
  expect(await menu.getByRole('link').allTextContents()).toEqual(['Home']);
  expect(await menu.getByRole('button').count()).toBe(0);
  await open(page, BULK_IMPORT);
  await page.getByText('This page is for LMS admins').waitFor();
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
