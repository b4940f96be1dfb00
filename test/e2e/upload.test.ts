import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import {
  accepted,
  BULK_IMPORT,
  chooseFile,
  coursesCsv,
  dropFiles,
  dropZone,
  historyRow,
  listedImports,
} from '../support/bulk-import-page.ts';
import { leftBehind, NOTHING, sweepNow } from '../support/left-behind.ts';
import { endpoints, eventually, finished } from '../support/product.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** What the row of a complete import of `count` courses says, from its type on. */
const completed = (count: number, fileName: string) =>
  new RegExp(`^.*Avery AdminCourses ?Complete${count}${count} ${count} new0.*${fileName}`, 's');

async function expectComplete(page: Page, fileName: string, count: number): Promise<void> {
  const row = historyRow(page, fileName);
  await expect.poll(() => row.textContent(), { timeout: 30_000 }).toMatch(completed(count, fileName));
  const imports = (await listedImports()).filter((item) => item.fileName === fileName);
  expect(imports).toHaveLength(1);
  expect(imports[0]).toMatchObject({ status: 'Complete', total: count, successes: count, failures: 0 });
}

it('takes a file by drag and drop', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await dropZone(page).waitFor();
  await dropFiles(page, [{ name: 'dropped.csv', content: coursesCsv('DROP', 3) }]);
  await page.getByText('Courses, recognized from its header').waitFor();
  expect(await page.getByRole('group', { name: 'The file’s columns' }).textContent()).toContain('DROP-0');
  await page.getByRole('button', { name: 'Start import of courses' }).click();
  await accepted(page);
  await expectComplete(page, 'dropped.csv', 3);
  await context.close();
});

it('takes a file by the button, and the next one after it', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  for (const [button, name] of [
    ['Upload file', 'by button.csv'],
    ['Upload another file', 'by button again.csv'],
  ] as const) {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: button }).click(),
    ]);
    expect(chooser.isMultiple()).toBe(false);
    const buffer = Buffer.from(coursesCsv(name.toUpperCase().replaceAll(/\W/g, ''), 2));
    await chooser.setFiles({ name, mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Start import of courses' }).click();
    await expectComplete(page, name, 2);
  }
  await context.close();
});

/** Presses Tab until `target` has the focus, and tells how often. */
async function tabTo(page: Page, target: Locator): Promise<number> {
  for (let presses = 1; presses <= 40; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await target.and(page.locator(':focus')).count()) > 0) return presses;
  }
  throw new Error(`The focus never came to ${target}`);
}

it('can be done by keyboard alone', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  // Asked for before: once the key is pressed, the browser may be faster with its own dialog.
  const choosing = page.waitForEvent('filechooser');
  await dropZone(page).waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Upload file' }));
  await page.keyboard.press('Enter');
  const chooser = await choosing;
  const buffer = Buffer.from(coursesCsv('KEYS', 2));
  await chooser.setFiles({ name: 'keys.csv', mimeType: 'text/csv', buffer });

  const start = page.getByRole('button', { name: 'Start import of courses' });
  await start.waitFor();
  // The focus has not gone back to the page's start: the columns, which scroll, and then the button.
  expect(await tabTo(page, start)).toBe(2);
  await page.keyboard.press('Enter');
  await expectComplete(page, 'keys.csv', 2);
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContain('keys.csv: Complete. 2 successes, 0 failures.');
  expect(await tabTo(page, page.getByRole('button', { name: 'Upload another file' }))).toBe(1);
  await context.close();
});

const BIG_ROWS = 30_000;

/** Makes what a page uploads slow, or as fast as it can be. */
async function limitUploads(cdp: CDPSession, bytesPerSecond: number): Promise<void> {
  const unlimited = { offline: false, latency: 0, downloadThroughput: -1 };
  await cdp.send('Network.emulateNetworkConditions', { ...unlimited, uploadThroughput: bytesPerSecond });
}

async function startSending(page: Page, name: string): Promise<void> {
  await chooseFile(page, { name, content: coursesCsv('STOP', BIG_ROWS) });
  await page.getByRole('button', { name: 'Start import of courses' }).click();
  const progress = page.getByRole('progressbar', { name: `Upload of ${name}` });
  await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
}

it('stops an upload, and goes on after ingest went away in the middle of one', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await limitUploads(cdp, 256 * 1024);
  await startSending(page, 'stopped.csv');
  // A click right behind the start is the second of a double click, and stops nothing.
  const start = page.getByRole('button', { name: 'Start import of courses' });
  await eventually(
    async () => {
      const stop = page.getByRole('button', { name: 'Stop upload' });
      if (await stop.isVisible()) await stop.click();
      return start.isVisible();
    },
    (isStopped) => isStopped,
  );

  await startSending(page, 'broken off.csv');
  const [pid = 0] = endpoints().pids['ingest'] ?? [];
  process.kill(pid, 'SIGKILL');
  const alert = page.getByRole('alert').filter({ hasText: 'broken off.csv' });
  await alert.waitFor({ timeout: 30_000 });
  expect(await alert.textContent()).toMatch(/The upload was interrupted\. (A part of the|The) LMS/);
  await limitUploads(cdp, -1);
  await eventually(
    async () => (await fetch(`${endpoints().ingest}/readyz`).catch(() => undefined))?.status,
    (status) => status === 200 && endpoints().pids['ingest']?.[0] !== pid,
  );
  await page.getByRole('button', { name: 'Try again' }).click();
  await accepted(page);
  const uploaded = (await listedImports()).filter(({ fileName }) =>
    ['stopped.csv', 'broken off.csv'].includes(String(fileName)),
  );
  expect(uploaded.map(({ fileName }) => fileName)).toEqual(['broken off.csv']);
  expect(await finished(String(uploaded[0]?.id))).toMatchObject({
    status: 'Complete',
    successes: BIG_ROWS,
    failures: 0,
  });
  // What the killed ingest had begun is for the sweeper; other suites count on finding nothing.
  await sweepNow();
  expect(await leftBehind()).toEqual(NOTHING);
  await context.close();
});

it('does not import a file twice when the answer to its upload was lost', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const cdp = await context.newCDPSession(page);
  const lost = new Promise<number | undefined>((resolve) => {
    cdp.on('Fetch.requestPaused', ({ requestId, responseStatusCode }) => {
      void cdp.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' });
      resolve(responseStatusCode);
    });
  });
  await cdp.send('Fetch.enable', {
    patterns: [{ urlPattern: '*/api/imports?type=*', requestStage: 'Response' }],
  });
  await chooseFile(page, { name: 'lost answer.csv', content: coursesCsv('LOST', 2) });
  await page.getByRole('button', { name: 'Start import of courses' }).click();
  expect(await lost).toBe(202);
  const again = page.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await cdp.send('Fetch.disable');
  await again.click();
  await accepted(page);
  await expectComplete(page, 'lost answer.csv', 2);
  await context.close();
});
