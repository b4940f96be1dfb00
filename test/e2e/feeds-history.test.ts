import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { launchBrowser, signIn } from '../support/browser.ts';
import { BULK_IMPORT, listedImports } from '../support/bulk-import-page.ts';
import { course, encode, openFeed, send } from '../support/feed.ts';
import { call, eventually, finished } from '../support/product.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The entry of today's records of courses that name no import. */
async function runningEntry(): Promise<ImportView | undefined> {
  const running = await listedImports({ type: 'courses', status: 'In progress' });
  return running.find(({ source, missing }) => source === 'feed' && missing === undefined);
}

it('shows what an HR system sends, as it comes, with nothing to cancel', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', `${BULK_IMPORT}?initiatedBy=acme-hr`);
  const records = [course('cameron.graham', 'PAGE-FEED-1'), course('nobody.here', 'PAGE-FEED-2')];
  await send('acme', await encode('CourseRecord', records));
  const first = await eventually(runningEntry, (entry) => entry !== undefined);
  const id = String(first?.id);
  const row = page
    .getByRole('table', { name: 'Import History' })
    .getByRole('row')
    .filter({ has: page.locator(`a[href$="/imports/${id}"]`) });
  await row.waitFor({ timeout: 20_000 });
  // What is counted while the page is open is on it by itself.
  const before = await eventually(runningEntry, (entry) => (entry?.failures ?? 0) > 0);
  await send('acme', await encode('CourseRecord', records));
  const now = await eventually(
    runningEntry,
    (entry) => entry !== undefined && entry.failures > Number(before?.failures),
  );
  const cells = () => row.getByRole('cell').allTextContents();
  await expect
    .poll(async () => (await cells()).slice(1, 6).map((text) => text.replaceAll(/\s+/g, ' ')))
    .toEqual([
      'acme-hr',
      'Courses',
      expect.stringMatching(/^In progress ?Receiving until \d/),
      '…',
      String(now?.successes),
    ]);
  expect(await row.getByRole('button', { name: /^Cancel/ }).count()).toBe(0);
  expect((await call('acme-hr', `/api/imports/${id}/cancel`, { method: 'POST' })).status).toBe(409);
  expect(await row.getByText('From a feed, without a file').count()).toBe(1);
  await row.getByRole('button', { name: /show the reasons/ }).click();
  await page.getByText('"nobody.here" belongs to no user').first().waitFor();
  await context.close();
});

it('lets a feed that was opened to be closed be cancelled', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const { id } = await openFeed('certifications');
  const row = page
    .getByRole('table', { name: 'Import History' })
    .getByRole('row')
    .filter({ has: page.locator(`a[href$="/imports/${id}"]`) });
  await row.getByRole('button', { name: 'Cancel the import of the feed' }).click({ timeout: 20_000 });
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel import' }).click();
  await row.getByText('Cancelled', { exact: true }).waitFor({ timeout: 20_000 });
  expect(await finished(id)).toMatchObject({ status: 'Cancelled', successes: 0, failures: 0 });
  await context.close();
});
