import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import {
  accepted,
  BULK_IMPORT,
  COURSES_HEADER,
  chooseFile,
  coursesCsv,
  dropZone,
  historyRow,
  listedImports,
} from '../support/bulk-import-page.ts';
import { pageFaults } from '../support/page-faults.ts';
import { eventually, finished, sql } from '../support/product.ts';

const CERTIFICATIONS = 'Username,Certification Name,Issue Date\ncameron.graham,Twice,2021-05-04\n';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function importsOf(name: string) {
  return (await listedImports()).filter(({ fileName }) => fileName === name);
}

it('page-1: asks before the same certifications are imported twice', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const start = page.getByRole('button', { name: 'Start import of certifications' });
  await chooseFile(page, { name: 'first time.csv', content: CERTIFICATIONS });
  await start.click();
  await accepted(page);
  const [first] = await importsOf('first time.csv');
  await finished(first?.id ?? '');
  await chooseFile(page, { name: 'second time.csv', content: CERTIFICATIONS });
  await page.getByText('This file was imported before').waitFor();
  expect(await start.isDisabled()).toBe(true);
  const stored = () => sql("SELECT FROM certification_records WHERE certification_name = 'Twice'");
  expect(await stored()).toHaveLength(1);
  expect(await importsOf('second time.csv')).toEqual([]);
  await page.getByRole('button', { name: 'Import it again' }).click();
  await expect.poll(() => start.isEnabled()).toBe(true);
  await start.click();
  await accepted(page);
  const [second] = await importsOf('second time.csv');
  expect(await finished(second?.id ?? '')).toMatchObject({ status: 'Complete', sameFileAs: first?.id });
  expect(await stored()).toHaveLength(2);
  // Another file is asked about anew.
  await chooseFile(page, { name: 'third time.csv', content: CERTIFICATIONS });
  await page.getByText('This file was imported before').waitFor();
  await context.close();
});

it('page-2: says that a file was edited after it was chosen', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edited-'));
  const path = join(folder, 'edited.csv');
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  try {
    await writeFile(path, coursesCsv('EDIT', 2));
    await page.getByLabel('CSV file to upload').setInputFiles(path);
    const start = page.getByRole('button', { name: 'Start import of courses' });
    await start.waitFor();
    await writeFile(path, coursesCsv('EDIT', 3));
    await start.click();
    const alert = dropZone(page).getByRole('alert').filter({ hasText: 'edited.csv' });
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/^The file has changed; choose it again/);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose another file' }).click(),
    ]);
    await chooser.setFiles(path);
    await start.click();
    await accepted(page);
    expect(await importsOf('edited.csv')).toHaveLength(1);
  } finally {
    await context.close();
    await rm(folder, { recursive: true });
  }
});

it('page-3: takes a double click on the start for one', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  // So large that the upload is seen.
  await chooseFile(page, { name: 'double click.csv', content: coursesCsv('DOUBLE', 100_000) });
  await page.getByRole('button', { name: 'Start import of courses' }).dblclick();
  await accepted(page);
  const items = await eventually(
    () => importsOf('double click.csv'),
    (found) => found.length > 0,
  );
  expect(items).toHaveLength(1);
  expect(await finished(items[0]?.id ?? '')).toMatchObject({ status: 'Complete', successes: 100_000 });
  await context.close();
});

it('page-6, page-4: takes a file dropped anywhere, and keeps it and the page when the connection is cut', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const heading = page.getByRole('heading', { name: 'Import History' });
  await heading.waitFor();
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(coursesCsv('CUT', 2))}], 'dropped beside.csv'));
    return transfer;
  })()`);
  await heading.dispatchEvent('drop', { dataTransfer });
  await dropZone(page).getByText('dropped beside.csv').waitFor();
  const start = page.getByRole('button', { name: 'Start import of courses' });
  await start.waitFor();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Reports', exact: true }).click();
  await page.getByText('The next one opens as soon as the LMS answers.').waitFor();
  expect(await start.isVisible()).toBe(true);
  await context.setOffline(false);
  await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
  await page.goBack();
  await start.click();
  await accepted(page);
  await context.close();
});

it('page-5: keeps a chosen file when the session ends, and continues after signing in again', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await chooseFile(page, { name: 'signed out.csv', content: coursesCsv('SESSION', 2) });
  const start = page.getByRole('button', { name: 'Start import of courses' });
  await start.waitFor();
  await context.clearCookies();
  // The dialog may lie over it already: whatever the page asked for meanwhile was refused too.
  await start.dispatchEvent('click');
  const dialog = page.getByRole('dialog', { name: 'You have been signed out' });
  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    dialog.getByRole('link', { name: 'Sign in again' }).click(),
  ]);
  await tab.getByLabel('Username').fill('avery.admin');
  await tab.getByLabel('Password').fill('demo');
  await tab.getByRole('button', { name: /sign in/i }).click();
  await tab.getByRole('heading', { level: 1, name: 'You are signed in' }).waitFor();
  await tab.close();
  await dialog.waitFor({ state: 'hidden' });
  const again = page.getByRole('button', { name: 'Try again' });
  // It was sent, and refused in words for people; or it was not sent yet.
  await start.or(again).click();
  await accepted(page);
  expect(await importsOf('signed out.csv')).toHaveLength(1);
  await context.close();
});

it('tells what an upload has come to and what to do next, and how far it is on other pages', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const start = page.getByRole('button', { name: 'Start import of courses' });
  const rows = ['cameron.graham,TOLD-1,Safety,OJT,2020-01-02', 'nobody.here,TOLD-2,Safety,OJT,2020-01-02'];
  await chooseFile(page, { name: 'told.csv', content: [COURSES_HEADER, ...rows, ''].join('\n') });
  await start.click();
  const zone = dropZone(page);
  await zone.getByText(/^Complete but with errors: 1 (new|unchanged), 1 failed\.$/).waitFor();
  await zone.getByText(/^One row was not imported/).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    zone.getByRole('link', { name: 'Download the error file' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('told-errors.csv');
  await zone.getByRole('button', { name: 'Undo this import' }).waitFor();
  expect(await pageFaults(page, '[aria-label="Drop a CSV file here"]')).toEqual([]);

  await chooseFile(page, { name: 'nothing told.csv', content: `${COURSES_HEADER}\n${rows[1]}\n` });
  await start.click();
  await zone.getByText('Nothing was imported: 1 failed.').waitFor();
  await historyRow(page, 'nothing told.csv').getByText('Nothing was imported').waitFor();

  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 256 * 1024 };
  await chooseFile(page, { name: 'slow.csv', content: coursesCsv('SLOW', 30_000) });
  await cdp.send('Network.emulateNetworkConditions', slow);
  await start.click();
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  const progress = page.getByRole('banner').getByRole('progressbar', { name: 'Upload of slow.csv' });
  await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
  expect(await pageFaults(page, 'header')).toEqual([]);
  await cdp.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
  await progress.waitFor({ state: 'detached', timeout: 30_000 });
  await page.goBack();
  await accepted(page);
  await context.close();
});
