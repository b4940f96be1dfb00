import type { Browser, Locator, Page } from 'playwright-core';
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

/** The row of Import History that leads to this import. */
const rowOf = (page: Page, id: string): Locator =>
  page
    .getByRole('table', { name: 'Import History' })
    .getByRole('row')
    .filter({ has: page.locator(`a[href$="/imports/${id}"]`) });

/** From its second column on, what the row of the running entry says while its counts are as given. */
const told = ({ successes, failures }: ImportView): string[] => [
  'acme-hr',
  'Courses',
  'In progress',
  '…',
  successes.toLocaleString('en-US'),
  `${failures.toLocaleString('en-US')} failures of this import: show the reasons`,
];

async function publishedBy(row: Locator): Promise<string[]> {
  const texts = (await row.getByRole('cell').allTextContents()).slice(1, 7);
  return texts.map((text) =>
    text
      .replaceAll(/\s+/g, ' ')
      .replace(/ ?Receiving until \d.*$/, '')
      .trim(),
  );
}

it('shows what an HR system sends, as it comes, with nothing to cancel', async () => {
  // Whatever other suites have imported, and whenever the entry was opened: it is the only one of these.
  const path = `${BULK_IMPORT}?type=courses&status=In+progress&initiatedBy=acme-hr`;
  const { context, page } = await signIn(browser, 'avery.admin', path);
  const records = [course('cameron.graham', 'PAGE-FEED-1'), course('nobody.here', 'PAGE-FEED-2')];
  const messages = await encode('CourseRecord', records);
  const base = (await runningEntry()) ?? { successes: 0, failures: 0 };

  for (const times of [1, 2]) {
    await send('acme', messages);
    // What is counted while the page is open is on it by itself; what others have sent before may still come too.
    const { entry, shown } = await eventually(
      async () => {
        const entry = await runningEntry();
        return { entry, shown: entry === undefined ? [] : await publishedBy(rowOf(page, entry.id)) };
      },
      ({ entry, shown }) =>
        entry !== undefined &&
        entry.successes >= base.successes + times &&
        entry.failures >= base.failures + times &&
        shown.join('|') === told(entry).join('|'),
    );
    expect(shown).toEqual(told(entry as ImportView));
  }

  const { id } = (await runningEntry()) as ImportView;
  const row = rowOf(page, id);
  expect(await row.getByText(/Receiving until \d/).count()).toBe(1);
  expect(await row.getByRole('button', { name: /^Cancel/ }).count()).toBe(0);
  expect((await call('acme-hr', `/api/imports/${id}/cancel`, { method: 'POST' })).status).toBe(409);
  expect(await row.getByRole('link', { name: 'Feed of courses', exact: true }).count()).toBe(1);
  await row.getByRole('button', { name: /show the reasons/ }).click();
  // Of all that have this reason one is told, which may be another suite's.
  await page
    .getByText(/No one in the LMS has/)
    .first()
    .waitFor();
  await context.close();
});

it('lets a feed that was opened to be closed be cancelled', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const { id } = await openFeed('certifications');
  const row = rowOf(page, id);
  await row.getByRole('button', { name: 'Cancel the import of the feed' }).click({ timeout: 20_000 });
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel import' }).click();
  await row.getByText('Cancelled', { exact: true }).waitFor({ timeout: 20_000 });
  expect(await finished(id)).toMatchObject({ status: 'Cancelled', successes: 0, failures: 0 });
  await context.close();
});
