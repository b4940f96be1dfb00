import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';
import { launchBrowser, signIn } from '../support/browser.ts';
import { BULK_IMPORT, COURSES_HEADER, historyRow } from '../support/bulk-import-page.ts';
import { loadPeople } from '../support/commands.ts';
import { pageFaults } from '../support/page-faults.ts';
import { callJson, endpoints, finished, importFile, sql } from '../support/product.ts';
import { whileLocked } from '../support/while-locked.ts';

const PERSON = 'taken.back';
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1440, height: 900 };
/** Backgrounds take their new color over some time, and text at once: in between it cannot be read. */
const TRANSITIONS_END = `Promise.allSettled(document.getAnimations()
  .filter((animation) => animation instanceof CSSTransition).map(({ finished }) => finished))`;

let browser: Browser;
let personId: string;

beforeAll(async () => {
  browser = await launchBrowser();
  await loadPeople('acme', [{ username: PERSON, employeeId: null }]);
  const people = await callJson<{ items: { id: string }[] }>('acme-hr', `/api/people?search=${PERSON}`);
  personId = String(people.body.items[0]?.id);
});
afterAll(() => browser.close());

const button = (within: Page | Locator, name: string) => within.getByRole('button', { name, exact: true });
const pageOf = (id: string) => `${BULK_IMPORT}/imports/${id}`;
const idOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

function file(fileName: string, ...rows: readonly string[]) {
  const lines = rows.map((row) => (row.includes('@') ? row.replace('@', '') : `${PERSON},${row}`));
  return importFile(`${COURSES_HEADER},Score\n${lines.join('\n')}\n`, { fileName });
}

async function courses(prefix: string) {
  return sql<Record<string, unknown>>(
    `SELECT course_number, course_name, score::float8 FROM course_records
     WHERE course_number LIKE $1 ORDER BY course_number`,
    [`${prefix}-%`],
  );
}

/** Records what is wrong with a state of the page, dark on a narrow window and light on a wide one. */
async function expectFaultless(page: Page, part = 'main'): Promise<void> {
  const faults = [];
  for (const [colorScheme, size] of [
    ['dark', NARROW],
    ['light', WIDE],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    await page.evaluate(TRANSITIONS_END);
    faults.push(...(await pageFaults(page, part)));
  }
  expect(faults).toEqual([]);
}

/** Chooses in the dialog that a page shows, and waits for the page of the undo; returns the undo's id. */
async function confirm(page: Page, action: string): Promise<string> {
  await button(page.getByRole('dialog'), action).click();
  await page.getByRole('heading', { level: 1, name: /^Undo of / }).waitFor();
  await page.getByText(/^Takes back (records|one record) that .* wrote\.$/).waitFor();
  return idOf(page);
}

it('counts and lists what became of the rows, and takes back what the import wrote', async () => {
  await file('before.csv', 'TAKE-1,Safety,OJT,2020-01-02,90', 'TAKE-2,Safety,OJT,2020-01-02,80');
  const own = await file(
    'taken back.csv',
    'TAKE-1,Changed,OJT,2020-01-02,',
    'TAKE-2,Safety,OJT,2020-01-02,80',
    'TAKE-3,Other,OJT,2020-01-02,1',
    'TAKE-3,Other,OJT,2020-01-02,2',
    'TAKE-4,Other,OJT,2020-01-02,3',
    '@nobody,TAKE-5,Other,OJT,2020-01-02,3',
  );
  await file('later.csv', 'TAKE-3,Later,OJT,2020-01-02,5');
  const { context, page } = await signIn(browser, 'avery.admin', pageOf(own.id));
  await page
    .getByText('2 new, 1 overwritten, 1 unchanged, 1 replaced by a later row, 1 failed', { exact: true })
    .waitFor();
  const rows = page.getByRole('table', { name: 'Rows' }).locator('tbody').getByRole('row');
  await expect.poll(() => rows.count()).toBe(6);
  await expectFaultless(page);

  await page.getByLabel('Result').selectOption('Overwritten (1)');
  await expect.poll(() => rows.count()).toBe(1);
  const changed = await rows.first().textContent();
  expect(changed).toContain('2Overwritten');
  expect(changed).toContain('TAKE-1Course NameSafety → ChangedScore90 → blank');
  await page.reload();
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByLabel('Result').selectOption('Failed (1)');
  await rows.getByText('No one in the LMS has the username "nobody"').waitFor();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download results' }).click();
  const results = await readFile(await (await download).path(), 'utf8');
  expect(results.split(/\r?\n/)[0]).toContain('Score,Line,Result,Errors');

  await button(page, 'Undo this import').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 records get back what they had before.').waitFor();
  await dialog.getByText('1 record is removed, since there was none before.').waitFor();
  await dialog.getByText('1 record stays as it is, since a later import has changed it.').waitFor();
  await expectFaultless(page, '[role=dialog]');
  const undo = await confirm(page, 'Undo the import');
  await page.getByText('2 restored, 1 removed, 1 left as they are', { exact: true }).waitFor();
  expect(await finished(undo)).toMatchObject({ status: 'Complete', total: 3, successes: 3, failures: 0 });
  expect(await courses('TAKE')).toMatchObject([
    { course_number: 'TAKE-1', course_name: 'Safety', score: 90 },
    { course_number: 'TAKE-2', course_name: 'Safety', score: 80 },
    { course_number: 'TAKE-3', course_name: 'Later', score: 5 },
  ]);
  const records = page.getByRole('table', { name: 'Records' }).locator('tbody').getByRole('row');
  await expect.poll(() => records.count()).toBe(4);
  await expectFaultless(page);
  await page.getByLabel('Result').selectOption('Stayed (1)');
  await expect.poll(() => records.count()).toBe(1);
  await records.getByText('Changed since by').getByRole('link', { name: 'later.csv' }).waitFor();

  await page.getByText('Takes back records that').getByRole('link', { name: 'taken back.csv' }).click();
  await page.getByText('This import was undone').waitFor();
  expect(await button(page, 'Undo this import').count()).toBe(0);
  await expectFaultless(page);
  await page.goto(`${endpoints().portal}${BULK_IMPORT}`);
  await historyRow(page, 'Undo of taken back.csv').getByText('Complete', { exact: true }).waitFor();
  await historyRow(page, 'taken back.csv')
    .filter({ has: page.getByRole('link', { name: 'Download the original file of taken back.csv' }) })
    .getByText('Undone', { exact: true })
    .waitFor();
  await page.setViewportSize(NARROW);
  const cards = page.getByRole('list', { name: 'Import History' }).getByRole('listitem');
  await cards.getByRole('link', { name: 'Undo of taken back.csv', exact: true }).waitFor();
  await cards.filter({ hasText: 'Undone' }).first().waitFor();
  expect(await pageFaults(page, 'main')).toEqual([]);
  await context.close();
});

it('shows an undo from its beginning, and an import whose undo was cancelled can be undone again', async () => {
  const own = await file('listed.csv', 'LISTED-1,Safety,OJT,2020-01-02,90');
  const { context, page } = await signIn(browser, 'avery.admin', pageOf(own.id));
  const [tenant] = await sql<{ tenant_id: number }>("SELECT tenant_id FROM tenants WHERE slug = 'acme'");
  const ask = button(page, 'Undo this import');
  await ask.press('Enter');
  await page.getByRole('dialog').getByText('1 record is removed').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(() => ask.and(page.locator(':focus')).count()).toBe(1);
  await ask.press('Enter');
  const lock = `SELECT pg_advisory_xact_lock_shared(${ADVISORY_LOCKS.tenantRecords}, ${tenant?.tenant_id})`;
  const undo = await whileLocked(lock, async () => {
    const id = await confirm(page, 'Undo the import');
    await page.getByText('Finding the records…').waitFor();
    await expectFaultless(page);
    await page.getByRole('button', { name: 'Cancel Undo of listed.csv' }).click();
    await button(page.getByRole('dialog'), 'Cancel undo').click();
    await page.getByText('Cancelling…').waitFor();
    return id;
  });
  await page.getByText('Cancelled', { exact: true }).waitFor({ timeout: 30_000 });
  expect(await finished(undo)).toMatchObject({ status: 'Cancelled', successes: 0 });
  expect(await courses('LISTED')).toHaveLength(1);
  await page.getByText('Takes back records that').getByRole('link', { name: 'listed.csv' }).click();
  await button(page, 'Undo this import').waitFor();
  await context.close();
});

it('says why an import cannot be undone any more', async () => {
  const own = await file('too late.csv', 'LATE-1,Safety,OJT,2020-01-02,90');
  await sql("UPDATE imports SET completed_at = completed_at - interval '400 days' WHERE import_id = $1", [
    own.id,
  ]);
  const { context, page } = await signIn(browser, 'avery.admin', pageOf(own.id));
  await page.getByText('It could be undone until').waitFor();
  expect(await button(page, 'Undo this import').count()).toBe(0);
  await page.goto(`${endpoints().portal}/people/${personId}/courses/LATE-1`);
  await page.getByText('The import that this record came from can no longer be undone.').waitFor();
  expect(await button(page, 'Undo this record').count()).toBe(0);
  await context.close();
});

it("shows a record's history on the person's profile, and undoes it alone", async () => {
  await file('first of it.csv', 'ONE/1,First,OJT,2020-01-02,90', 'ONE-2,First,OJT,2020-01-02,90');
  const second = await file(
    'second of it.csv',
    'ONE/1,Second,OJT,2020-01-02,',
    'ONE-2,Second,OJT,2020-01-02,',
  );
  const { context, page } = await signIn(browser, 'avery.admin', `/people/${personId}`);
  await page
    .getByRole('row')
    .filter({ hasText: 'ONE/1' })
    .getByRole('link', { name: 'History of Second' })
    .click();
  const states = page.getByRole('list').filter({ hasText: 'Current' }).getByRole('listitem');
  await expect.poll(() => states.count()).toBe(2);
  const [current, before] = await states.allTextContents();
  expect(current).toContain('CurrentFrom second of it.csv');
  expect(current).toContain('Course NameFirst → SecondScore90 → blank');
  expect(before).toContain('ReplacedFrom first of it.csv');
  expect(before).toContain('Replaced by second of it.csv');
  await expectFaultless(page);

  await button(page, 'Undo this record').click();
  await page.getByRole('dialog').getByText('The record becomes what it was before:').waitFor();
  await expectFaultless(page, '[role=dialog]');
  const undo = await confirm(page, 'Undo the record');
  await page.getByText('1 restored', { exact: true }).waitFor();
  await page.getByRole('heading', { name: 'Undo of one record of second of it.csv' }).waitFor();
  await page.getByText('Takes back one record that second of it.csv wrote.').waitFor();
  expect(await finished(undo)).toMatchObject({ status: 'Complete', successes: 1 });
  expect(
    await sql('SELECT course_number, course_name FROM course_records WHERE import_id = $1', [second.id]),
  ).toEqual([{ course_number: 'ONE-2', course_name: 'Second' }]);
  await page.goto(`${endpoints().portal}/people/${personId}/courses/ONE%2F1`);
  await expect.poll(() => states.count()).toBe(3);
  const outcomes = await states.locator('[data-tone]').allTextContents();
  expect(outcomes).toEqual(['Current', 'Undone', 'Came back']);
  await context.close();
});

it("undoes a certification from the person's profile", async () => {
  const own = await importFile(
    `Username,Certification Name,Issue Date\n${PERSON},Taken Certificate,2020-01-01\n`,
    { type: 'certifications' },
  );
  const { context, page } = await signIn(browser, 'avery.admin', `/people/${personId}`);
  await button(page, 'Undo Taken Certificate').click();
  await page.getByText('This certification is removed.').waitFor();
  const undo = await confirm(page, 'Undo the record');
  await page.getByText('1 removed', { exact: true }).waitFor();
  await finished(undo);
  expect(await sql('SELECT FROM certification_records WHERE import_id = $1', [own.id])).toEqual([]);
  await context.close();
});
