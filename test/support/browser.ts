import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import { endpoints } from './product.ts';

/**
 * Arguments that the package adds for cloud functions. Without web security a browser sends no `Origin` and minds no
 * content security policy, so what works in it would prove nothing; in a single process closing one context would end
 * the browser.
 */
const UNWANTED = ['--disable-web-security', '--single-process', '--no-zygote'];

/** A real Chromium, from a package; close it when done. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((flag) => !UNWANTED.includes(flag)),
    headless: true,
  });
}

export interface Viewer {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Opens a page signed in as `username`, through the identity provider's own sign-in page. */
export async function signIn(browser: Browser, username: string, path = '/'): Promise<Viewer> {
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${endpoints().portal}/login?returnTo=${encodeURIComponent(path)}`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill('demo');
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.waitForURL(`${endpoints().portal}${path}`);
  return { context, page };
}
