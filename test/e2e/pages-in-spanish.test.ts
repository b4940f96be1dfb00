import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PAGES as EN } from '#shared/texts/en/pages.ts';
import { PAGES as ES } from '#shared/texts/es/pages.ts';
import { launchBrowser, signIn, type Viewer } from '../support/browser.ts';
import { BULK_IMPORT, COURSES_HEADER } from '../support/bulk-import-page.ts';
import { checkFile } from '../support/checks.ts';
import { englishTexts } from '../support/english-texts.ts';
import { pageFaults } from '../support/page-faults.ts';
import { callJson, endpoints, importFile } from '../support/product.ts';
import { undone } from '../support/undo.ts';

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1440, height: 900 };
/** Numbers as 12.345,6 and days as 2 ene 2020. */
const LOCALE = 'es-ES';

let browser: Browser;
let english: Viewer;
let importId: string;
let checkId: string;
let undoId: string;
let personId: string;

beforeAll(async () => {
  browser = await launchBrowser();
  english = await signIn(browser, 'avery.admin', '/people');
  const asked = { headers: { 'Accept-Language': LOCALE } };
  await importFile(`${COURSES_HEADER},Score\navery.admin,ES-1,Seguridad,OJT,2020-01-02,70\n`, asked);
  const soon = new Date(Date.now() + 30 * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
  await importFile(
    `Username,Certification Name,Issue Date,Expiration Date\navery.admin,Soldadura,2020-01-02,${soon}\n`,
    { ...asked, type: 'certifications' },
  );
  ({ id: importId } = await importFile(
    `${COURSES_HEADER},Score\navery.admin,ES-1,Seguridad,OJT,2020-01-02,87.5\nnadie,ES-2,A,OJT,2020-01-02,1\n`,
    asked,
  ));
  const wrong = await importFile(`${COURSES_HEADER}\navery.admin,ES-3,Grúas,OJT,2020-01-02\n`, asked);
  undoId = (await undone(wrong.id, asked.headers)).id;
  checkId = (
    await checkFile(
      `${COURSES_HEADER}\navery.admin,ES-1,Seguridad,ILT,2020-01-02\nnadie,ES-2,A,OJT,2020-01-02\n`,
      asked,
    )
  ).id;
  const people = await callJson<{ items: { id: string }[] }>('acme-hr', '/api/people?search=avery.admin');
  personId = String(people.body.items[0]?.id);
});
afterAll(() => browser.close());

/** Every page, each with what is there once it is complete. */
const pages = (): readonly (readonly [path: string, complete: string])[] => [
  ['/', 'h2'],
  ['/my-training-history', 'h2'],
  ['/people', 'table'],
  [`/people/${personId}`, 'table'],
  [`/people/${personId}/courses/ES-1`, 'ol dl'],
  [`/people/${personId}/print`, 'table'],
  ['/reports', 'h2'],
  ['/reports/certifications-by-certification', 'figure'],
  ['/reports/courses-by-course', 'figure'],
  ['/reports/courses-by-course?course=ES-1', 'table'],
  ['/reports/people-detail-with-pid', 'table'],
  ['/reports/import-activity', 'figure'],
  [BULK_IMPORT, 'table'],
  [`${BULK_IMPORT}/imports/${importId}`, 'h2'],
  [`${BULK_IMPORT}/imports/${checkId}`, 'h2'],
  [`${BULK_IMPORT}/imports/${undoId}`, 'h2'],
  [`${BULK_IMPORT}/directions`, 'h2'],
  ['/lms-admin/notifications', 'h2'],
  ['/lms-admin/audit', 'table'],
  ['/nowhere', 'h1'],
];

async function open(page: Page, path: string, complete: string): Promise<void> {
  await page.goto(new URL(path, endpoints().portal).href);
  await page.locator('h1').waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  await page.locator(complete).first().waitFor();
}

/** What is wrong with a page: in English on a wide window or a narrow one, which shows less, and otherwise on a narrow one. */
async function faultsOf(page: Page, path: string, complete: string): Promise<string[]> {
  await page.setViewportSize(WIDE);
  await open(page, path, complete);
  const language = await page.locator('html').getAttribute('lang');
  const texts = await englishTexts(page);
  await page.setViewportSize(NARROW);
  // What depends on the width has been rendered anew by the second frame.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return [
    ...(language === 'es' ? [] : [`lang is ${language}`]),
    ...new Set([...texts, ...(await englishTexts(page))]),
    // What is around pages is the same for all of them.
    ...(await pageFaults(page, path === '/' ? 'html' : 'main')),
  ];
}

it('is Spanish on every page where the browser is', async () => {
  const context = await browser.newContext({
    locale: LOCALE,
    storageState: await english.context.storageState(),
  });
  const page = await context.newPage();
  const found: Record<string, string[]> = {};
  for (const [path, complete] of pages()) {
    const faults = await faultsOf(page, path, complete);
    if (faults.length > 0) found[path.replace(personId, '…')] = faults;
  }
  expect(found).toEqual({});
  await open(page, `/people/${personId}/courses/ES-1`, 'ol dl');
  expect(await page.locator('dd').allTextContents()).toEqual(
    expect.arrayContaining(['2 ene 2020', '87,5', '70 → 87,5']),
  );
  await context.close();
});

it('is Spanish once that was chosen, and stays so', async () => {
  const { context, page } = english;
  const heading = page.getByRole('heading', { level: 1 });
  const choose = async (language: string): Promise<void> => {
    await page.getByRole('button', { name: /Avery/ }).click();
    await page.getByRole('menuitemradio', { name: language }).click();
  };
  await choose('Español');
  await page.locator('html[lang=es]').waitFor();
  await expect.poll(() => heading.textContent()).toBe(ES['people.title']);
  await page.reload();
  await expect.poll(() => heading.textContent()).toBe(ES['people.title']);
  expect(await page.locator('html').getAttribute('lang')).toBe('es');
  await choose('English');
  await page.locator('html[lang=en]').waitFor();
  await expect.poll(() => heading.textContent()).toBe(EN['people.title']);
  await context.close();
});
