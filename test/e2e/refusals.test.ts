import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn, type Viewer } from '../support/browser.ts';
import {
  BULK_IMPORT,
  COURSES_HEADER,
  chooseFile,
  coursesCsv,
  dropFiles,
  dropZone,
  historyRow,
  listedImports,
} from '../support/bulk-import-page.ts';
import { runCommand } from '../support/commands.ts';
import { callJson } from '../support/product.ts';

const MB = 1024 * 1024;
const ROW = 'cameron.graham,REF-1,Jobsite Safety,OJT,2021-05-04';
const CERTIFICATIONS = 'Username,Certification Name,Issue Date\ncameron.graham,CPR,2021-05-04\n';

let browser: Browser;
let viewer: Viewer;
let folder: string;
let before: readonly string[];

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'refusals-'));
  viewer = await signIn(browser, 'avery.admin', BULK_IMPORT);
  before = (await listedImports()).map(({ id }) => id);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the drop zone says, once it says it of this file. */
async function refusalOf(page: Page, fileName: string): Promise<string> {
  const alert = dropZone(page).getByRole('alert').filter({ hasText: fileName });
  await alert.waitFor();
  return String(await alert.textContent());
}

it.each([
  ['a spreadsheet', 'history.xlsx', 'PK\u0003\u0004', [/wrong type/, /Only \.csv files are accepted/]],
  [
    'a spreadsheet called .csv',
    'renamed.csv',
    'PK\u0003\u0004 xl',
    [/wrong type/, /ZIP archive or a spreadsheet/],
  ],
  ['a PDF called .csv', 'scan.csv', '%PDF-1.7\n', [/wrong type/, /PDF document/]],
  ['a file of no bytes', 'nothing.csv', '', [/The file is empty/, /no records to import/]],
  [
    'a file without records',
    'header.csv',
    `${COURSES_HEADER}\n`,
    [/The file is empty/, /Add at least one row/],
  ],
  [
    'a file that lacks columns',
    'lacking.csv',
    'Username,Course Number,Course Name\na,b,c\n',
    [/Columns are missing/, /courses file must have these columns too:Course TypeCompletion DateChoose/],
  ],
  [
    'a file that tells no users',
    'whose.csv',
    'Course Number,Course Name,Course Type,Completion Date\nb,c,OJT,2020-01-02\n',
    [/Columns are missing/, /columns too:UsernameEmployee IDChoose/],
  ],
  [
    'a file with a column twice',
    'twice.csv',
    `${COURSES_HEADER},course_name\n${ROW},x\n`,
    [/Columns are there twice/, /only once:Course NameChoose/],
  ],
  [
    'a file of neither type',
    'stock.csv',
    'Warehouse,Article\nDenver,4711\n',
    [/record type could not be recognized/, /Start from a template, or choose the type/],
  ],
  [
    'UTF-16',
    'unicode.csv',
    Buffer.from(`\ufeff${COURSES_HEADER}\n${ROW}\n`, 'utf16le'),
    [/encoding that cannot be read/, /UTF-16 text; save it as "CSV UTF-8"/],
  ],
] as const)('explains why %s is refused', async (_what, name, content, texts) => {
  const { page } = viewer;
  await chooseFile(page, { name, content });
  const said = await refusalOf(page, name);
  for (const text of texts) expect(said).toMatch(text);
  expect(await page.getByRole('button', { name: /^Start import/ }).count()).toBe(0);
});

it('explains that a file is too large, to the byte', async () => {
  const { page } = viewer;
  const rows = `${ROW}\n`.repeat((50 * MB) / (ROW.length + 1));
  const content = `${COURSES_HEADER}\n${rows}`.slice(0, 50 * MB);
  const [exact, large] = [join(folder, 'exact.csv'), join(folder, 'large.csv')];
  await writeFile(exact, content);
  await writeFile(large, `${content}x`);
  await page.getByLabel('CSV file to upload').setInputFiles(large);
  const said = await refusalOf(page, 'large.csv');
  expect(said).toMatch(/^The file is too large/);
  expect(said).toMatch(/up to 50 MB\. Split it into several files/);
  await page.getByLabel('CSV file to upload').setInputFiles(exact);
  await page.getByText('recognized from its header · 50 MB').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
});

it('takes one file at a time', async () => {
  const { page } = viewer;
  const content = coursesCsv('TWO', 1);
  await dropFiles(page, [
    { name: 'one.csv', content },
    { name: 'two.csv', content },
  ]);
  expect(await refusalOf(page, 'one.csv')).toMatch(/^One file at a timeone\.csv/);
});

it('offers to import a file as what it looks like', async () => {
  const { page } = viewer;
  await page.getByLabel('Record type').selectOption('Courses');
  await chooseFile(page, { name: 'other type.csv', content: CERTIFICATIONS });
  expect(await refusalOf(page, 'other type.csv')).toMatch(/This looks like a certifications file/);
  await page.getByRole('button', { name: 'Import it as certifications' }).click();
  await page.getByText('Certifications, as you chose').waitFor();
  await page.getByRole('button', { name: 'Start import of certifications' }).waitFor();
  await page.getByLabel('Record type').selectOption('Recognize from the header');
});

it('asks for an encoding that would fail rows, and reads the file as it is told', async () => {
  const { page } = viewer;
  const content = Buffer.from(`${COURSES_HEADER}\n${ROW.replace('Jobsite', 'Müller')}\n`, 'latin1');
  await chooseFile(page, { name: 'windows.csv', content });
  await page.getByText('Which encoding does the file have?').waitFor();
  const columns = page.getByRole('group', { name: 'The file’s columns' });
  const start = page.getByRole('button', { name: 'Start import of courses' });
  expect(await columns.textContent()).toContain('M\ufffdller');
  expect(await start.isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Windows-1252 (Western Europe): Müller Safety' }).click();
  await expect.poll(() => columns.textContent()).toContain('Müller');
  expect(await page.getByText('Which encoding does the file have?').count()).toBe(0);
  expect(await start.isEnabled()).toBe(true);
  await page.getByLabel('Encoding').selectOption('UTF-8');
});

it('explains that there is no record in a file, however long it is', async () => {
  const { page } = viewer;
  await chooseFile(page, { name: 'blank lines.csv', content: `${COURSES_HEADER}\n${'\n'.repeat(100_000)}` });
  const said = await refusalOf(page, 'blank lines.csv');
  expect(said).toMatch(/^The file is empty/);
  expect(said).toMatch(/no records to import/);
});

it('explains a limit that was changed since the page was loaded', async () => {
  // Another tenant's, because what the pages know of a limit may be a minute old for those who come after.
  const { context, page } = await signIn(browser, 'gale.admin', BULK_IMPORT);
  // Whoever changed the limit before, and back, may have left the pages with the other one for a minute.
  await page.getByText('up to 50 MB').waitFor({ timeout: 90_000 });
  const set = (megabytes: string) => runCommand('tenant-set', ['globex', '--max-file-mb', megabytes]);
  const importsOfGale = async () => {
    const { body } = await callJson<{ items: unknown[] }>('globex-hr', '/api/imports?initiatedBy=gale.admin');
    return body.items;
  };
  const earlier = await importsOfGale();
  expect((await set('1')).code).toBe(0);
  try {
    const content = coursesCsv('LIMIT', 30_000);
    expect(content.length).toBeGreaterThan(MB);
    await chooseFile(page, { name: 'above the limit.csv', content });
    await page.getByRole('button', { name: 'Start import of courses' }).click();
    const said = await refusalOf(page, 'above the limit.csv');
    expect(said).toMatch(/^The file is too large/);
    expect(said).toMatch(/larger than 1 MB\. Split it into several files/);
    expect(await importsOfGale()).toEqual(earlier);
  } finally {
    expect((await set('50')).code).toBe(0);
  }
  await context.close();
});

it('has left nothing of all these in the history', async () => {
  expect((await listedImports()).map(({ id }) => id)).toEqual(before);
  expect(await historyRow(viewer.page, 'blank lines.csv').count()).toBe(0);
});
