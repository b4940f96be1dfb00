import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { launchBrowser, signIn } from '../support/browser.ts';
import { BULK_IMPORT, coursesCsv, historyRow, listedImports, uploadAs } from '../support/bulk-import-page.ts';
import { endpoints, finished } from '../support/product.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

/** So many that progress is seen twice, however fast the machine. */
const MANY_ROWS = 200_000;
const MANY = MANY_ROWS.toLocaleString('en-US');

/**
 * A browser follows three running imports at once by events. Here these are no others than those of this suite,
 * whatever other suites have left running.
 */
const OWN_IMPORTS = `${BULK_IMPORT}?initiatedBy=avery.admin`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Shows a running import in `page` and in a second tab, without waiting for the next time that lists are asked for. */
async function openTabs(context: BrowserContext, page: Page, fileName: string): Promise<Page> {
  const second = await context.newPage();
  await Promise.all([page.reload(), second.goto(`${endpoints().portal}${OWN_IMPORTS}`)]);
  await Promise.all([page, second].map((tab) => historyRow(tab, fileName).waitFor({ timeout: 20_000 })));
  return second;
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

async function statusOf(id: string): Promise<ImportView['status'] | undefined> {
  return (await listedImports()).find((item) => item.id === id)?.status;
}

/** Lets no list of imports through: what still moves on the page then was told by events. */
const withoutLists = (page: Page) =>
  page.route(
    (url) => url.pathname === '/api/imports',
    (route) => route.abort(),
  );

it('follows an import in two tabs, after leaving the page, and after the connection was cut', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', OWN_IMPORTS);
  const { id } = await uploadAs(context, 'courses', {
    name: 'live.csv',
    content: coursesCsv('LIVE', MANY_ROWS),
  });
  const second = await whileImportsStand(() => openTabs(context, page, 'live.csv'));
  await withoutLists(second);
  const seen = await expectProgressBeyond(second, 'live.csv', 0);
  const more = await expectProgressBeyond(second, 'live.csv', seen);

  const [pid = 0] = endpoints().pids['portal'] ?? [];
  await whileImportsStand(async () => {
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    await page.goBack();
    await expectProgressBeyond(page, 'live.csv', more - 1);
    expect(await statusOf(id)).toBe('In progress');
    process.kill(pid, 'SIGKILL');
  });
  for (const tab of [second, page]) {
    const row = historyRow(tab, 'live.csv');
    await row.getByText('Complete', { exact: true }).waitFor({ timeout: 100_000 });
    expect(await row.getByRole('cell', { name: new RegExp(`^${MANY}( |$)`) }).count()).toBe(2);
    expect(await row.getByRole('progressbar').count()).toBe(0);
    await expect
      .poll(() => tab.getByRole('status').allTextContents())
      .toContain(`live.csv: Complete. ${MANY} successes, 0 failures.`);
  }
  expect(endpoints().pids['portal']).not.toContain(pid);
  await context.close();
});

it('says while it is not connected, and keeps what it shows', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', OWN_IMPORTS);
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
  const { context, page } = await signIn(browser, 'avery.admin', OWN_IMPORTS);
  const { id } = await uploadAs(context, 'courses', {
    name: 'to cancel.csv',
    content: coursesCsv('CANCEL', MANY_ROWS),
  });
  const second = await whileImportsStand(() => openTabs(context, page, 'to cancel.csv'));
  const cancel = historyRow(page, 'to cancel.csv').getByRole('button', {
    name: 'Cancel the import of to cancel.csv',
  });
  await expectProgressBeyond(page, 'to cancel.csv', 0);
  await whileImportsStand(async () => {
    await cancel.click();
    await page.getByRole('button', { name: 'Keep it running' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await statusOf(id)).toBe('In progress');
    await cancel.click();
    const asked = page.waitForResponse((response) => response.url().endsWith(`/api/imports/${id}/cancel`));
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel import' }).click();
    expect((await asked).status()).toBe(202);
  });
  const item = await finished(id);
  expect(item).toMatchObject({ status: 'Cancelled', total: MANY_ROWS, failures: 0 });
  expect(item.successes).toBeGreaterThan(0);
  expect(item.successes).toBeLessThan(MANY_ROWS);
  for (const tab of [page, second]) {
    const row = historyRow(tab, 'to cancel.csv');
    await row.getByText('Cancelled', { exact: true }).waitFor({ timeout: 20_000 });
    expect(
      await row
        .getByRole('cell', { name: new RegExp(`^${item.successes.toLocaleString('en-US')}( |$)`) })
        .count(),
    ).toBe(1);
    expect(await row.getByRole('button', { name: /^Cancel/ }).count()).toBe(0);
  }
  await context.close();
});
