import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import { BULK_IMPORT, coursesCsv, historyRow, listedImports } from '../support/bulk-import-page.ts';
import { accept, endpoints, finished } from '../support/product.ts';

/** So many that the import still runs when pages have been left, entered again and cut off from it. */
const MANY_ROWS = 300_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${endpoints().portal}${BULK_IMPORT}`);
  await page.getByRole('heading', { name: 'Import History' }).waitFor();
  return page;
}

/** How far a page shows an import to be, in percent. */
async function progressOf(page: Page, fileName: string): Promise<number> {
  const bar = historyRow(page, fileName).getByRole('progressbar', { name: `Progress of ${fileName}` });
  return Number(await bar.getAttribute('aria-valuenow', { timeout: 20_000 }));
}

async function expectProgressBeyond(page: Page, fileName: string, least: number): Promise<number> {
  await expect.poll(() => progressOf(page, fileName), { timeout: 30_000 }).toBeGreaterThan(least);
  return progressOf(page, fileName);
}

/** Lets no list of imports through: what still moves on the page then was told by events. */
const withoutLists = (page: Page) =>
  page.route(
    (url) => url.pathname === '/api/imports',
    (route) => route.abort(),
  );

it('follows an import in two tabs, after leaving the page, and after the connection was cut', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const second = await openTab(context);
  await accept(coursesCsv('LIVE', MANY_ROWS), { fileName: 'live.csv' });
  await Promise.all([page, second].map((tab) => historyRow(tab, 'live.csv').waitFor({ timeout: 20_000 })));

  await withoutLists(second);
  const seen = await expectProgressBeyond(second, 'live.csv', 0);
  await expectProgressBeyond(second, 'live.csv', seen);

  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  await page.goBack();
  await expectProgressBeyond(page, 'live.csv', seen);

  const [pid = 0] = endpoints().pids['portal'] ?? [];
  process.kill(pid, 'SIGKILL');
  for (const tab of [second, page]) {
    const row = historyRow(tab, 'live.csv');
    await row.getByText('Complete', { exact: true }).waitFor({ timeout: 100_000 });
    expect(await row.getByRole('cell', { name: MANY_ROWS.toLocaleString('en-US') }).count()).toBe(2);
    expect(await row.getByRole('progressbar').count()).toBe(0);
    await expect
      .poll(() => tab.getByRole('status').allTextContents())
      .toContain('live.csv: Complete. 300,000 successes, 0 failures.');
  }
  expect(endpoints().pids['portal']).not.toContain(pid);
  await context.close();
});

it('says while it is not connected, and keeps what it shows', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const rows = page.getByRole('table', { name: 'Import History' }).getByRole('row');
  await rows.nth(1).waitFor();
  const shown = await rows.count();
  const lost = page.getByText('Not connected, trying again…');
  expect(await lost.count()).toBe(0);
  await context.setOffline(true);
  await lost.waitFor({ timeout: 20_000 });
  expect(await rows.count()).toBe(shown);
  await context.setOffline(false);
  await lost.waitFor({ state: 'detached', timeout: 20_000 });
  await context.close();
});

it('cancels an import after asking, and shows it in the other tab too', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const second = await openTab(context);
  const { id } = await accept(coursesCsv('CANCEL', MANY_ROWS), { fileName: 'to cancel.csv' });
  const cancel = historyRow(page, 'to cancel.csv').getByRole('button', {
    name: 'Cancel the import of to cancel.csv',
  });
  await cancel.click({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Keep it running' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect((await listedImports()).find((item) => item.id === id)?.status).toBe('In progress');

  await expectProgressBeyond(page, 'to cancel.csv', 0);
  await cancel.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel import' }).click();
  const item = await finished(id);
  expect(item).toMatchObject({ status: 'Cancelled', total: MANY_ROWS, failures: 0 });
  expect(item.successes).toBeGreaterThan(0);
  expect(item.successes).toBeLessThan(MANY_ROWS);
  for (const tab of [page, second]) {
    const row = historyRow(tab, 'to cancel.csv');
    await row.getByText('Cancelled', { exact: true }).waitFor({ timeout: 20_000 });
    expect(await row.getByRole('cell', { name: item.successes.toLocaleString('en-US') }).count()).toBe(1);
    expect(await row.getByRole('button', { name: /^Cancel/ }).count()).toBe(0);
  }
  await context.close();
});
