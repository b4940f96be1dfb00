import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/**
 * What axe-core finds serious on a page as it is now, and whether the page is wider than its window.
 *
 * @param within a selector of the part to look at, where the rest was looked at before: a whole page takes seconds
 */
export async function pageFaults(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(await axe);
  const results = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(within)})`);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  const serious = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return [
    ...serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    ...(Number(width) > (page.viewportSize()?.width ?? 0) ? [`is ${width} pixels wide`] : []),
  ];
}
