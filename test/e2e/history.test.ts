import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { launchBrowser, signIn, type Viewer } from '../support/browser.ts';
import { BULK_IMPORT, coursesCsv, listedImports, uploadAs } from '../support/bulk-import-page.ts';
import { accept, finished } from '../support/product.ts';

/** More than two pages of the size that the test chooses. */
const FILES = 52;
const CERTIFICATION = 'Username,Certification Name,Issue Date\n';
const DAY_MS = 24 * 60 * 60 * 1_000;

let browser: Browser;
let viewer: Viewer;
let own: ImportView;

beforeAll(async () => {
  browser = await launchBrowser();
  viewer = await signIn(browser, 'avery.admin', BULK_IMPORT);
  own = await uploadAs(viewer.context, 'certifications', {
    name: 'filtered.csv',
    content: `${CERTIFICATION}cameron.graham,CPR,2021-05-04\nnobody,CPR,2021-05-04\n`,
  });
  const ids: string[] = [own.id];
  for (let n = 0; n < FILES; n += 1)
    ids.push((await accept(coursesCsv(`HIST-${n}`, 1), { fileName: `history-${n}.csv` })).id);
  for (const id of ids) await finished(id);
});
afterAll(() => browser.close());

/** The ids of the imports that the page lists, by the links to their pages. */
async function shownIds(page: Page): Promise<string[]> {
  const links = page
    .getByRole('table', { name: 'Import History' })
    .locator('tbody td:last-child > span > a[href*="/bulk-import/imports/"]');
  const addresses = await links.evaluateAll<
    (string | null)[],
    never,
    { getAttribute(name: string): string | null }
  >((all) => all.map((link) => link.getAttribute('href')));
  return addresses.map((address) => String(address).split('/').at(-1) ?? '');
}

/** Waits until the page lists what the API lists by these filters, and that is something. */
async function expectListed(page: Page, filters: Readonly<Record<string, string>>): Promise<ImportView[]> {
  const expected = (await listedImports(filters)).slice(0, 25);
  expect(expected.length).toBeGreaterThan(0);
  await expect.poll(() => shownIds(page), { timeout: 20_000 }).toEqual(expected.map(({ id }) => id));
  return expected;
}

const day = (offset: number): string => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

it('can be narrowed down by type, status and person, which stay in the address', async () => {
  const { page } = viewer;
  const filters = page.getByRole('search', { name: 'Filter the import history' });
  await filters.getByLabel('Type').selectOption('Certifications');
  const certifications = await expectListed(page, { type: 'certifications' });
  expect(new Set(certifications.map(({ type }) => type))).toEqual(new Set(['certifications']));

  await filters.getByLabel('Status').selectOption('Complete but with errors');
  await filters.getByLabel('Initiated by').fill('avery.admin');
  const narrowed = { type: 'certifications', status: 'Complete but with errors', initiatedBy: 'avery.admin' };
  expect((await expectListed(page, narrowed)).map(({ id }) => id)).toContain(own.id);
  await page.reload();
  await expectListed(page, narrowed);

  await filters.getByLabel('Type').selectOption('Courses');
  await filters.getByLabel('Initiated by').fill('nobody.at.all');
  await page.getByText('No imports match').waitFor();
  await page.getByRole('search').getByRole('button', { name: 'Clear filters' }).click();
  await expectListed(page, {});
  expect(new URL(page.url()).search).toBe('');
});

it('is searched by file name and by the name of a person, sorted, and counted', async () => {
  const { page } = viewer;
  const filters = page.getByRole('search', { name: 'Filter the import history' });
  await filters.getByLabel('File name').fill('HISTORY-1');
  await filters.getByLabel('Initiated by').fill('acme-hr');
  const listed = await expectListed(page, { fileName: 'history-1', initiatedBy: 'acme-hr' });
  await page.getByText(/^\d+ imports$/).waitFor();
  expect(listed.length).toBeGreaterThanOrEqual(11);
  const table = page.getByRole('table', { name: 'Import History' });
  await table.getByRole('button', { name: 'Original file' }).click();
  await expectListed(page, { fileName: 'history-1', initiatedBy: 'acme-hr', sort: 'fileName' });
  expect(await table.locator('th[aria-sort]').allTextContents()).toEqual(['Original file']);
  await filters.getByLabel('File name').fill('filtered.csv');
  await filters.getByLabel('Initiated by').fill('Avery Ad');
  await page.getByText('1 import', { exact: true }).waitFor();
  await table.getByRole('cell', { name: 'Avery Admin' }).waitFor();
  await table.getByRole('cell', { name: '1 1 new', exact: true }).waitFor();
  await table.getByRole('link', { name: 'filtered.csv', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'filtered.csv' }).waitFor();
  await page.goto(new URL(BULK_IMPORT, page.url()).href);
});

it('folds the steps away once something was imported, and stays short on a phone', async () => {
  const { page } = viewer;
  const step = page.getByText('Fill in one row for each record.');
  await page.getByRole('button', { name: 'Show the steps' }).click();
  await step.waitFor();
  await page.getByRole('button', { name: 'Hide the steps' }).click();
  await step.waitFor({ state: 'detached' });
  onTestFinished(() => page.setViewportSize({ width: 1440, height: 900 }));
  await page.setViewportSize({ width: 360, height: 740 });
  const cards = page.getByRole('list', { name: 'Import History' }).getByRole('listitem');
  await expect.poll(() => cards.count()).toBe(25);
  // The menu takes a moment to make room.
  await expect
    .poll(async () => Number(await page.evaluate('document.documentElement.scrollHeight')))
    .toBeLessThan(5_500);
});

it('can be narrowed down by date', async () => {
  const { page } = viewer;
  const filters = page.getByRole('search', { name: 'Filter the import history' });
  await filters.getByLabel('From').fill(day(1));
  await page.getByText('No imports match').waitFor();
  await filters.getByLabel('From').fill(day(-1));
  await expectListed(page, {});
  await filters.getByLabel('To').fill(day(-1));
  await filters.getByLabel('From').fill('');
  await page.getByText('No imports match').waitFor();
  await filters.getByLabel('To').fill(day(1));
  await expectListed(page, {});
  await filters.getByRole('button', { name: 'Clear filters' }).click();
});

it('is gone through page by page, forth and back', async () => {
  const { page } = viewer;
  const all = (await listedImports()).map(({ id }) => id);
  const pages = page.getByRole('navigation', { name: 'Pages of the import history' });
  await expect.poll(() => shownIds(page)).toEqual(all.slice(0, 25));
  await pages.getByRole('button', { name: 'Next' }).click();
  await expect.poll(() => shownIds(page)).toEqual(all.slice(25, 50));
  await pages.getByText('Page 2').waitFor();
  await page.reload();
  await expect.poll(() => shownIds(page)).toEqual(all.slice(25, 50));
  await pages.getByRole('button', { name: 'Next' }).click();
  await expect.poll(() => shownIds(page)).toEqual(all.slice(50, 75));
  await pages.getByRole('button', { name: 'Previous' }).click();
  await expect.poll(() => shownIds(page)).toEqual(all.slice(25, 50));
  await pages.getByRole('button', { name: 'First page' }).click();
  await expect.poll(() => shownIds(page)).toEqual(all.slice(0, 25));
  expect(await pages.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
  await pages.getByLabel('Rows per page').selectOption('50 per page');
  await expect.poll(() => shownIds(page)).toEqual(all.slice(0, 50));
});
