import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import { callJson } from '../support/product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';
let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'bulk-import-'));
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** The newest row of Import History: the first below the titles. */
const newestRow = (page: Page) => page.getByRole('table', { name: 'Import History' }).getByRole('row').nth(1);

it('uploads a file by button and watches it complete, with both files to download', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', '/lms-admin/bulk-import');
  await expect.poll(() => page.getByRole('heading', { name: 'Bulk Import' }).count()).toBeGreaterThan(0);
  await expect
    .poll(() =>
      page
        .getByRole('link', { name: /directions/i })
        .first()
        .isVisible(),
    )
    .toBe(true);
  await expect
    .poll(() =>
      page
        .getByRole('link', { name: /instructions/i })
        .first()
        .isVisible(),
    )
    .toBe(true);

  const csv = `${HEADER}\ncameron.graham,E2E-1,Jobsite Safety,OJT,2021-05-04\ncameron.graham,E2E-2,Rigging,Webinar,2021-02-30\n`;
  await page.getByLabel('CSV file to upload').setInputFiles(await fileOf('from the browser.csv', csv));
  await page.getByRole('button', { name: 'Start import of courses' }).click();

  const row = newestRow(page);
  await expect.poll(() => row.textContent(), { timeout: 20_000 }).toContain('Complete but with errors');
  expect(await row.textContent()).toContain('avery.admin');

  const download = async (name: RegExp) => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      row.getByRole('link', { name }).click(),
    ]);
    return readFile(await file.path(), 'utf8');
  };
  expect(await download(/original/i)).toBe(csv);
  const errors = await download(/error/i);
  expect(errors.split('\n')[0]).toBe(`${HEADER},Errors`);
  expect(errors.split('\n')[1]).toMatch(/^cameron\.graham,E2E-2,Rigging,Webinar,2021-02-30,/);

  const training = await callJson<{ courses: { courseNumber: string }[] }>(
    'acme-cameron',
    '/api/me/training',
  );
  expect(training.body.courses.map(({ courseNumber }) => courseNumber)).toContain('E2E-1');
  await context.close();
});
