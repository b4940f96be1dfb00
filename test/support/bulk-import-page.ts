import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { ImportView } from '#shared/imports/import-view.ts';
import { callJson, endpoints } from './product.ts';

export const BULK_IMPORT = '/lms-admin/bulk-import';
export const COURSES_HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';

/** As many courses as a history has that a page can still show at once; further rows overwrite them. */
const COURSES = 1_000;

/** A file of `count` valid rows of Cameron Graham. */
export function coursesCsv(prefix: string, count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `cameron.graham,${prefix}-${i % COURSES},Jobsite Safety,OJT,2020-01-02`,
  );
  return [COURSES_HEADER, ...rows, ''].join('\n');
}

/** Where files are dropped, and where a refusal is explained. */
export function dropZone(page: Page): Locator {
  return page.getByRole('group', { name: 'Drop a CSV file here' });
}

/** Waits until the page says that the LMS has accepted a file, or already what the file has come to. */
export async function accepted(page: Page, timeout = 30_000): Promise<void> {
  await dropZone(page)
    .getByText(/^(Importing [\d,]+ rows?\. You can leave this page\.|Complete: .+\.)$/)
    .waitFor({ timeout });
}

/** The row of Import History that has this text, such as the file's name. */
export function historyRow(page: Page, text: string): Locator {
  return page.getByRole('table', { name: 'Import History' }).getByRole('row').filter({ hasText: text });
}

export interface FileToChoose {
  readonly name: string;
  readonly content: string | Buffer;
}

/** Chooses a file without the browser's dialog, which is not the page's. */
export async function chooseFile(page: Page, { name, content }: FileToChoose): Promise<void> {
  await page
    .getByLabel('CSV file to upload')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}

/** Drops files onto the drop zone, as the browser does with what was dragged from the desktop. */
export async function dropFiles(page: Page, files: readonly FileToChoose[]): Promise<void> {
  const texts = JSON.stringify(files.map(({ name, content }) => [name, String(content)]));
  // As text, because what runs in the page knows other names than what runs here.
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const [name, content] of ${texts}) transfer.items.add(new File([content], name));
    return transfer;
  })()`);
  await dropZone(page).dispatchEvent('dragenter', { dataTransfer });
  await dropZone(page).dispatchEvent('dragover', { dataTransfer });
  await dropZone(page).dispatchEvent('drop', { dataTransfer });
}

/** The imports that the API lists, newest first, by the filters given. */
export async function listedImports(filters: Readonly<Record<string, string>> = {}): Promise<ImportView[]> {
  const query = new URLSearchParams({ limit: '200', ...filters });
  const { body } = await callJson<{ items: ImportView[] }>('acme-hr', `/api/imports?${query}`);
  return body.items;
}

/** Uploads a file as who is signed in in `context`, and returns its import. */
export async function uploadAs(
  context: BrowserContext,
  type: ImportView['type'],
  { name, content }: FileToChoose,
): Promise<ImportView> {
  const { portal } = endpoints();
  const response = await context.request.post(`${portal}/api/imports?type=${type}`, {
    headers: { Origin: portal },
    multipart: { file: { name, mimeType: 'text/csv', buffer: Buffer.from(content) } },
  });
  if (response.status() !== 202) throw new Error(`Not accepted: ${response.status()}`);
  return response.json();
}
