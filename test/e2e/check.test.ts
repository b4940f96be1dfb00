import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import {
  BULK_IMPORT,
  COURSES_HEADER,
  chooseFile,
  coursesCsv,
  historyRow,
  listedImports,
} from '../support/bulk-import-page.ts';
import { acceptCheck, checkFile } from '../support/checks.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { pageFaults } from '../support/page-faults.ts';
import { accept, call, endpoints, finished, importFile, sql } from '../support/product.ts';
import { importWithSettings } from '../support/upload-with-settings.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const TITLES = 'Emp No,Course ID,Course Title,Type,Completed Date';
/** The middle of the import page. */
const UPLOAD = 'section[aria-labelledby=upload-title]';
/** Backgrounds take their new color over some time, and text at once: in between it cannot be read. */
const TRANSITIONS_END = `Promise.allSettled(document.getAnimations()
  .filter((animation) => animation instanceof CSSTransition).map(({ finished }) => finished))`;
const NARROW = { width: 360, height: 740 };

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const pageOf = (id: string) => `${BULK_IMPORT}/imports/${id}`;

/** The file of another system: with titles, types, dates and an encoding of its own. */
function foreign(prefix: string): Buffer {
  const rows = [
    `E1042,${prefix}-1,Sécurité,Classroom,31.12.2020`,
    `E1042,${prefix}-2,Höhenarbeit,OJT,30.11.2020`,
  ];
  return Buffer.from(`${[TITLES, ...rows].join('\n')}\n`, 'latin1');
}

/** Waits until a page shows a check that has found this, and returns the import's id. */
async function found(page: Page, sentence: string): Promise<string> {
  await page.getByText(sentence, { exact: true }).waitFor({ timeout: 60_000 });
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

async function courses(prefix: string) {
  return sql<Record<string, unknown>>(
    `SELECT course_number, course_name, course_type, completion_date::text, score::text FROM course_records
     WHERE course_number LIKE $1 ORDER BY course_number`,
    [`${prefix}-%`],
  );
}

/** Waits until an import is complete that a page has begun, and the page says so. */
async function expectComplete(page: Page, id: string, successes: number): Promise<void> {
  await page.getByText('Complete', { exact: true }).waitFor({ timeout: 30_000 });
  expect(await finished(id)).toMatchObject({ status: 'Complete', successes, failures: 0 });
}

/** Records what is wrong with a state of the page, on a narrow window and on a dark page. */
async function expectFaultless(page: Page, part = 'main'): Promise<void> {
  const size = page.viewportSize();
  const faults = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(NARROW);
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    await page.evaluate(TRANSITIONS_END);
    faults.push(...(await pageFaults(page, part)));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (size !== null) await page.setViewportSize(size);
  expect(faults).toEqual([]);
}

it('imports the file of another system as it is: columns, types, dates and letters', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await chooseFile(page, { name: 'other system.csv', content: foreign('MAP') });
  await page.getByText('What does the file hold?').waitFor();
  await expectFaultless(page, UPLOAD);
  await button(page, 'Courses').click();
  await page.getByText('“Emp No” may be Employee ID').waitFor();
  // A suggestion is taken only when somebody says so.
  expect(await page.getByLabel('Emp No is imported as').inputValue()).toBe('');
  expect(await button(page, 'Check').count()).toBe(0);
  await expectFaultless(page, UPLOAD);
  await button(page, 'Use all 5 suggestions').click();
  await button(page, 'Check').waitFor();
  expect(await page.getByLabel('Emp No is imported as').inputValue()).toBe('employeeId');
  expect(await button(page, 'Check').isDisabled()).toBe(true);
  await page.getByRole('button', { name: /^Windows-1252 \(Western Europe\): Sécurité/ }).click();
  await button(page, 'DD.MM.YYYY: 2020-12-31').click();
  await page.getByLabel('Classroom means').selectOption('ILT');
  await page.getByText('31.12.2020 → 2020-12-31').waitFor();
  await page.getByLabel('Save these choices').fill('The other system');
  await button(page, 'Save').click();
  await page.getByText('Saved. The next file with these titles offers it.').waitFor();
  await expectFaultless(page, UPLOAD);
  await button(page, 'Check').click();
  const id = await found(page, '2 rows: 2 new');
  expect(await courses('MAP')).toEqual([]);
  await page.getByText('“Classroom” means ILT (Instructor Led)').waitFor();
  await button(page, 'Import').click();
  await expectComplete(page, id, 2);
  expect(await courses('MAP')).toMatchObject([
    { course_number: 'MAP-1', course_name: 'Sécurité', course_type: 'ILT', completion_date: '2020-12-31' },
    { course_number: 'MAP-2', course_name: 'Höhenarbeit', course_type: 'OJT', completion_date: '2020-11-30' },
  ]);
  await context.close();
});

it('offers what was saved for the next file with the same titles, and does not take it unasked', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await chooseFile(page, { name: 'next of it.csv', content: foreign('NEXT') });
  await page.getByText('“The other system” was saved for files with these titles.').waitFor();
  expect(await page.getByRole('button', { name: /^Start import/ }).count()).toBe(0);
  await button(page, 'Use it').click();
  const start = page.getByRole('button', { name: 'Start import of courses' });
  await expect.poll(() => start.isEnabled()).toBe(true);
  await start.click();
  await page.getByText('Importing 2 rows. You can leave this page.').waitFor();
  const [item] = (await listedImports()).filter(({ fileName }) => fileName === 'next of it.csv');
  expect(item).toMatchObject({ mapping: { name: 'The other system', version: 1 } });
  expect(await finished(item?.id ?? '')).toMatchObject({ status: 'Complete', successes: 2 });
  expect((await courses('NEXT')).map((course) => course['course_type'])).toEqual(['ILT', 'OJT']);
  await context.close();
});

it('reads a corrected error file as the file that it comes from', async () => {
  const content = `${TITLES}\nE1042,FIX-1,Safety,Classroom,2020-01-02\nE1042,FIX-2,Safety,Classroom,never\n`;
  const original = await importWithSettings(content, {
    columns: {
      'Emp No': 'employeeId',
      'Course ID': 'courseNumber',
      'Course Title': 'courseName',
      Type: 'courseType',
      'Completed Date': 'completionDate',
    },
    values: { courseType: { Classroom: 'ILT' } },
  });
  expect(original).toMatchObject({ successes: 1, failures: 1 });
  const errors = await (await call('acme-hr', `/api/imports/${original.id}/errors`)).text();
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await chooseFile(page, { name: 'corrected.csv', content: errors.replace('never', '2020-01-03') });
  await button(page, 'Check it as an error file').click();
  const id = await found(page, '1 row: 1 new');
  await page.getByText('Made of the error file of').waitFor();
  await button(page, 'Import').click();
  await expectComplete(page, id, 1);
  expect(await courses('FIX')).toMatchObject([{ course_type: 'ILT' }, { course_type: 'ILT' }]);
  await context.close();
});

it('takes a text for all rows in place of a column that the file lacks', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const content =
    'Username,Course Number,Course Name,Completion Date\ncameron.graham,ROWTEXT-1,Safety,2020-01-02\n';
  await chooseFile(page, { name: 'one type.csv', content });
  await page.getByLabel('Course Type of every row').selectOption('OLT');
  await button(page, 'Check').click();
  const id = await found(page, '1 row: 1 new');
  await button(page, 'Import').click();
  await expectComplete(page, id, 1);
  expect(await courses('ROWTEXT')).toMatchObject([{ course_type: 'OLT' }]);
  await context.close();
});

/** Two courses, the first with a score that the second file lacks. */
async function overwritten(prefix: string): Promise<string> {
  await importFile(
    `${COURSES_HEADER},Score\ncameron.graham,${prefix}-1,Safety,OJT,2021-01-02,90\ncameron.graham,${prefix}-2,Safety,OJT,2021-01-02,80\n`,
  );
  return `${COURSES_HEADER}\ncameron.graham,${prefix}-1,Safety,OJT,2020-05-06\ncameron.graham,${prefix}-3,Safety,OJT,2020-05-06\nnobody,${prefix}-4,Safety,OJT,2020-05-06\n`;
}

it('says what would be overwritten and lost, and checks again by other settings', async () => {
  const content = await overwritten('LOSE');
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await chooseFile(page, { name: 'loses.csv', content });
  await button(page, 'Check').click();
  await found(page, '3 rows: 1 new, 1 overwrite (1 is newer than the file’s, 1 loses a value), 1 fails');
  await page.getByText('No one in the LMS has the username "nobody"').waitFor();
  expect(await page.getByText('Row 4', { exact: true }).count()).toBe(1);
  const changed = page.getByRole('table', { name: 'Records that change' });
  expect(await changed.textContent()).toContain(
    'LOSE-1Completion Date2021-01-02 → 2020-05-06Score90 → blank',
  );
  await expectFaultless(page);

  await button(page, 'Change settings').click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.reload();
  await page.getByLabel('When a cell is blank').selectOption('keep');
  await expectFaultless(page);
  await button(page, 'Check again').click();
  await found(page, '3 rows: 1 new, 1 overwrite (1 is newer than the file’s), 1 fails');
  await page.reload();
  await button(page, 'Keep the newer records').click();
  const id = await found(page, '3 rows: 1 new, 1 left out as older than the record, 1 fails');
  await button(page, 'Import').click();
  await page.getByText('Complete but with errors', { exact: true }).waitFor({ timeout: 30_000 });
  expect(await finished(id)).toMatchObject({ status: 'Complete but with errors', successes: 2, failures: 1 });
  expect(await courses('LOSE')).toMatchObject([
    { course_number: 'LOSE-1', completion_date: '2021-01-02' },
    { course_number: 'LOSE-2' },
    { course_number: 'LOSE-3', completion_date: '2020-05-06' },
  ]);
  await context.close();
});

it('says how many records were changed since the check', async () => {
  const content = await overwritten('SINCE');
  const { id } = await checkFile(content, { fileName: 'since.csv' });
  await importFile(content.replaceAll('Safety', 'Other'));
  const { context, page } = await signIn(browser, 'avery.admin', pageOf(id));
  await page.getByText('2 records of the file were changed since this check').waitFor();
  await button(page, 'Check again').click();
  await found(page, '3 rows: 2 overwrite, 1 fails');
  await context.close();
});

it('shows a check at its own address while it runs, waits and is answered', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  const running = await whileImportsStand(async () => {
    const item = await acceptCheck(coursesCsv('RUN', 500), { fileName: 'running check.csv' });
    await page.reload();
    const row = historyRow(page, 'running check.csv');
    await row.getByText('Checking', { exact: true }).waitFor({ timeout: 30_000 });
    await row.getByRole('link', { name: 'See the check' }).click();
    for (const reload of [false, true]) {
      if (reload) await page.reload();
      await page.getByText(/^Checking \d+ of 500 rows$/).waitFor();
    }
    await expectFaultless(page);
    return item;
  });
  expect(await found(page, '500 rows: 500 new')).toBe(running.id);
  await page.goto(`${endpoints().portal}${BULK_IMPORT}`);
  await historyRow(page, 'running check.csv').getByText('Ready to import').waitFor();

  const dated = await checkFile(`${COURSES_HEADER}\ncameron.graham,RUN-X,Safety,OJT,03/04/2020\n`, {
    fileName: 'asks.csv',
  });
  expect(dated.status).toBe('Needs settings');
  await page.reload();
  await historyRow(page, 'asks.csv').getByRole('link', { name: 'Choose settings' }).click();
  await page.getByText('How does the file write dates?').waitFor();
  await page.reload();
  await page.getByText('How does the file write dates?').waitFor();
  expect(await button(page, 'Check').isDisabled()).toBe(true);
  await expectFaultless(page);
  await button(page, 'DD/MM/YYYY: 2020-04-03').click();
  await button(page, 'Check').click();
  expect(await found(page, '1 row: 1 new')).toBe(dated.id);
  await context.close();
});

it('is imported once, however often and wherever that is asked for', async () => {
  const { id } = await checkFile(coursesCsv('ONCE', 3), { fileName: 'once.csv' });
  const { context, page } = await signIn(browser, 'avery.admin', pageOf(id));
  const second = await context.newPage();
  await second.goto(`${endpoints().portal}${pageOf(id)}`);
  const imports = [page, second].map((tab) => button(tab, 'Import'));
  await Promise.all(imports.map((one) => one.waitFor()));
  await Promise.all(imports.map((one) => one.dblclick()));
  await expectComplete(page, id, 3);
  await second.getByText('Complete', { exact: true }).waitFor({ timeout: 30_000 });
  const applied = await sql("SELECT FROM audit_events WHERE import_id = $1 AND action = 'import.applied'", [
    id,
  ]);
  expect(applied).toHaveLength(1);
  await context.close();
});

it('is discarded after asking, and gone everywhere', async () => {
  const { id } = await checkFile(coursesCsv('GONE', 3), { fileName: 'discarded.csv' });
  const { context, page } = await signIn(browser, 'avery.admin', pageOf(id));
  const second = await context.newPage();
  await second.goto(`${endpoints().portal}${pageOf(id)}`);
  await button(second, 'Import').waitFor();
  await button(page, 'Discard').click();
  await button(page, 'Keep it').click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await button(page, 'Discard').click();
  await button(page, 'Discard the file').click();
  await page.getByRole('heading', { level: 1, name: 'Bulk Import' }).waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  await expect.poll(() => historyRow(page, 'discarded.csv').count()).toBe(0);
  await second.getByText('There is nothing at this address').waitFor({ timeout: 30_000 });
  expect(await courses('GONE')).toEqual([]);
  await context.close();
});

async function press(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await target.and(page.locator(':focus')).count()) > 0) return page.keyboard.press('Enter');
  }
  throw new Error(`The focus never came to ${target}`);
}

it('can be done by keyboard alone', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', BULK_IMPORT);
  await chooseFile(page, { name: 'keys checked.csv', content: coursesCsv('CHKKEYS', 2) });
  await button(page, 'Check').waitFor();
  await press(page, button(page, 'Check'));
  const id = await found(page, '2 rows: 2 new');
  await press(page, button(page, 'Change settings'));
  await button(page, 'Check again').waitFor();
  await press(page, button(page, 'Leave them as they are'));
  await button(page, 'Import').waitFor();
  await press(page, button(page, 'Import'));
  await expectComplete(page, id, 2);
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContain('keys checked.csv: Complete. 2 successes, 0 failures.');
  await context.close();
});

it('waits for approval, and says who may give it', async () => {
  const set = (...settings: string[]) => runCommand('tenant-set', ['globex', ...settings]);
  const held = { client: 'globex-hr' } as const;
  await loadPeople('globex', [{ username: 'approved.person', employeeId: null }]);
  const content = (name: string) => `${COURSES_HEADER}\napproved.person,APPROVE-1,${name},OJT,2020-01-02\n`;
  await importFile(content('Safety'), held);
  expect(await set('--hold-above', '25%', '--two-person', 'yes')).toMatchObject({ code: 0 });
  try {
    const { context, page } = await signIn(browser, 'gale.admin', BULK_IMPORT);
    await chooseFile(page, { name: 'held by gale.csv', content: content('Changed') });
    await page.getByRole('button', { name: 'Start import of courses' }).click();
    await found(page, '1 row: 1 overwrite');
    await button(page, 'Approve and import').click();
    await page.getByText('ask another LMS admin to open this page').waitFor();
    await expectFaultless(page);
    const { id } = await accept(content('Changed again'), { ...held, fileName: 'held by a program.csv' });
    await page.goto(`${endpoints().portal}${BULK_IMPORT}`);
    const row = historyRow(page, 'held by a program.csv');
    await row.getByText('Needs approval').waitFor({ timeout: 30_000 });
    await row.getByRole('link', { name: 'See and approve' }).click();
    await button(page, 'Approve and import').click();
    await page.getByText('Complete', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await finished(id, 'globex-hr')).toMatchObject({ status: 'Complete', successes: 1 });
    await context.close();
  } finally {
    await set('--hold-above', 'none', '--two-person', 'no');
  }
});

it('offers to import a file again whose dates were read in another format than theirs', async () => {
  const row = (number: number) => `cameron.graham,USDATES-${number},Safety,OJT,12/${13 + number}/2020`;
  const first = await importFile(`${COURSES_HEADER}\n${[1, 2].map(row).join('\n')}\n`, {
    query: { accept: 'date-format' },
  });
  expect(first).toMatchObject({ successes: 0, failures: 2 });
  const { context, page } = await signIn(browser, 'avery.admin', pageOf(first.id));
  await page.getByText('2 of the file’s 2 dates are written as MM/DD/YYYY').waitFor();
  await button(page, 'Import again as MM/DD/YYYY').click();
  const id = await found(page, '2 rows: 2 new');
  expect(id).not.toBe(first.id);
  await button(page, 'Import').click();
  await expectComplete(page, id, 2);
  expect(await courses('USDATES')).toMatchObject([
    { completion_date: '2020-12-14' },
    { completion_date: '2020-12-15' },
  ]);
  await context.close();
});
