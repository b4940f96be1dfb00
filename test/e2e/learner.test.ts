import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ImportView } from '#shared/imports/import-view.ts';
import { openApiDocument } from '../../services/portal/http/openapi.ts';
import { launchBrowser, signIn, type Viewer } from '../support/browser.ts';
import { BULK_IMPORT, COURSES_HEADER, coursesCsv } from '../support/bulk-import-page.ts';
import { callJson, endpoints, importFile } from '../support/product.ts';

let browser: Browser;
let viewer: Viewer;
let item: ImportView;
let personId: string;

beforeAll(async () => {
  browser = await launchBrowser();
  // As many records as the history is searched from.
  const others = Array.from(
    { length: 20 },
    (_, n) => `cameron.graham,LEARNED-${n},Another,VILT,2021-05-04,\n`,
  );
  item = await importFile(
    `${COURSES_HEADER},Score\ncameron.graham,LEARN-1,Learner’s own course,VILT,2021-05-04,97.5\n${others.join('')}`,
  );
  const people = await callJson<{ items: { id: string }[] }>('acme-hr', '/api/people?search=cameron.graham');
  personId = String(people.body.items[0]?.id);
  viewer = await signIn(browser, 'cameron.graham');
});
afterAll(() => browser.close());

it('sees the own history and nothing of an admin', async () => {
  const { page } = viewer;
  await page.getByRole('tab', { name: 'My Training History' }).click();
  await page.getByRole('heading', { name: 'Certifications' }).waitFor();
  await page
    .getByLabel(/Course, certification/)
    .or(page.getByRole('searchbox'))
    .first()
    .fill('LEARN-1');
  const row = page.getByRole('table', { name: 'Courses' }).getByRole('row').nth(1);
  await expect
    .poll(async () => (await row.getByRole('cell').allTextContents()).map((text) => text.trim()))
    .toEqual(['Learner’s own courseLEARN-1', 'VILT', '–', 'May 4, 2021', '97.5', '–', '–', 'Imported']);
  expect(await row.getByRole('link').count()).toBe(0);
  const menu = page.getByRole('navigation', { name: 'Main' });
  expect(await menu.getByRole('link').allTextContents()).toEqual(['Home']);
  expect(await menu.getByRole('button').count()).toBe(0);
  expect(await page.getByRole('heading', { name: 'Latest imports' }).count()).toBe(0);
});

it('is told the same by the API', async () => {
  const { body } = await callJson<{ courses: unknown[] }>('acme-cameron', '/api/me/training');
  expect(body.courses).toContainEqual(
    expect.objectContaining({
      courseNumber: 'LEARN-1',
      courseName: 'Learner’s own course',
      courseType: 'VILT',
      completionDate: '2021-05-04',
      score: 97.5,
    }),
  );
});

it('is shown no admin page, and the pages ask for nothing that is refused', async () => {
  const { page } = viewer;
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) asked.push(pathname);
  });
  const paths = [
    '/people',
    `/people/${personId}`,
    '/reports',
    '/reports/people-detail-with-pid',
    BULK_IMPORT,
    `${BULK_IMPORT}/directions`,
    `${BULK_IMPORT}/imports/${item.id}`,
  ];
  for (const path of paths) {
    await page.goto(`${endpoints().portal}${path}`);
    await page.getByText('This page is for LMS admins').waitFor();
    expect(await page.getByRole('main').getByRole('table').count()).toBe(0);
  }
  expect([...new Set(asked)]).toEqual(['/api/session']);
});

interface Operation {
  readonly 'x-access': string;
}

it('is refused by the server too, call by call', async () => {
  const document = parse(openApiDocument()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const calls = Object.entries(document.paths).flatMap(([path, operations]) =>
    ['get', 'post'].flatMap((method) => {
      const access = operations[method]?.['x-access'];
      const id = path.startsWith('/api/people') ? personId : item.id;
      const address = path.replace('{id}', id).replace('{name}', 'people-detail-with-pid');
      return access === 'admin' ? [{ method, address }] : [];
    }),
  );
  expect(calls.length).toBeGreaterThan(15);
  const { portal } = endpoints();
  const answers = await Promise.all(
    calls.map(async ({ method, address }) => {
      const headers = { Origin: portal };
      const response = await viewer.context.request.fetch(`${portal}${address}`, { method, headers });
      return `${method} ${address}: ${response.status()}`;
    }),
  );
  expect(answers).toEqual(calls.map(({ method, address }) => `${method} ${address}: 403`));
  const upload = await viewer.context.request.post(`${portal}/api/imports?type=courses`, {
    headers: { Origin: portal },
    multipart: { file: { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(coursesCsv('NO', 1)) } },
  });
  expect(upload.status()).toBe(403);
});
