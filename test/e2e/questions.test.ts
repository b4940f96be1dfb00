import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import {
  BULK_IMPORT,
  COURSES_HEADER,
  chooseFile,
  historyRow,
  listedImports,
} from '../support/bulk-import-page.ts';
import { eventually, finished, sql } from '../support/product.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const start = (page: Page) => page.getByRole('button', { name: 'Start import of courses' });
const columns = (page: Page) => page.getByRole('group', { name: 'The file’s columns' });

function file(name: string, ...rows: readonly string[]) {
  return { name, content: `${COURSES_HEADER}\n${rows.map((row) => `cameron.graham,${row}\n`).join('')}` };
}

async function imported(fileName: string) {
  const listed = await eventually(listedImports, (items) => items.some((item) => item.fileName === fileName));
  return finished(String(listed.find((item) => item.fileName === fileName)?.id));
}

it('date-3: asks how each file writes dates, and shows them as they will be stored', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await chooseFile(page, file('british.csv', 'ASK-1,Safety,OJT,03/04/2020'));
  await page.getByText('How does the file write dates?').waitFor();
  expect(await start(page).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'DD/MM/YYYY: 2020-04-03' }).click();
  await expect.poll(() => columns(page).textContent()).toContain('03/04/2020 → 2020-04-03');
  await start(page).click();
  expect(await imported('british.csv')).toMatchObject({ status: 'Complete', total: 1 });
  expect(await sql("SELECT completion_date::text FROM course_records WHERE course_number = 'ASK-1'")).toEqual(
    [{ completion_date: '2020-04-03' }],
  );

  await chooseFile(page, file('american.csv', 'ASK-2,Safety,OJT,04/05/2020'));
  await page.getByText('How does the file write dates?').waitFor();
  expect(await page.getByLabel('Date format in the file').inputValue()).toBe('auto');
  expect(await start(page).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Import it as it is' }).click();
  await expect.poll(() => start(page).isEnabled()).toBe(true);
  await page.getByRole('button', { name: 'Remove' }).click();
  await context.close();
});

it('date-1: says before the start what contradicts the chosen format', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await chooseFile(
    page,
    file('contradicted.csv', 'ASK-3,Safety,OJT,12/31/2020', 'ASK-4,Safety,OJT,12/01/2020'),
  );
  await page.getByText('How does the file write dates?').waitFor();
  await page.getByLabel('Date format in the file').selectOption('DD/MM/YYYY');
  await page.getByText('"12/31/2020" in row 2 cannot be DD/MM/YYYY; MM/DD/YYYY reads all 2').waitFor();
  expect(await columns(page).textContent()).toContain('12/31/2020 → fails');
  await context.close();
});

it('text-3: asks when a file is UTF-8 and another encoding is chosen', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await page.getByLabel('Encoding').selectOption('windows-1252');
  await chooseFile(page, file('utf-8.csv', 'ASK-5,José,OJT,2020-01-02'));
  await page.getByText('"José" would be stored as "JosÃ©"').waitFor();
  expect(await start(page).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'UTF-8: José' }).click();
  await expect.poll(() => start(page).isEnabled()).toBe(true);
  await context.close();
});

it('header-3: warns of a column that is not imported, before the start and on the page of the import', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const content = `${COURSES_HEADER},Remarks\ncameron.graham,ASK-6,Safety,OJT,2020-01-02,x\n`;
  const words = 'The column "Remarks" is not in the template, so it is not imported. Rename it to "Notes"';
  await chooseFile(page, { name: 'remarks.csv', content });
  await page.getByText(words).waitFor();
  expect(await columns(page).textContent()).toContain('Remarksnot imported (Notes?)1 of 1x');
  await start(page).click();
  const { id } = await imported('remarks.csv');
  await historyRow(page, 'remarks.csv').waitFor();
  await page.goto(new URL(`/lms-admin/bulk-import/imports/${id}`, page.url()).href);
  await page.getByText(words).waitFor();
  await context.close();
});
