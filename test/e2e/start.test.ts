import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import { BULK_IMPORT, chooseFile, coursesCsv, dropZone, listedImports } from '../support/bulk-import-page.ts';
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
  await page.getByText('Importing 1 row. You can leave this page.').waitFor();
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
  await page.getByText('Importing 1 row. You can leave this page.').waitFor();
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
    await page.getByText('Importing 3 rows. You can leave this page.').waitFor();
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
  await page.getByText('Importing 100,000 rows. You can leave this page.').waitFor({ timeout: 30_000 });
  const items = await eventually(
    () => importsOf('double click.csv'),
    (found) => found.length > 0,
  );
  expect(items).toHaveLength(1);
  expect(await finished(items[0]?.id ?? '')).toMatchObject({ status: 'Complete', successes: 100_000 });
  await context.close();
});
