import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, signIn } from '../support/browser.ts';
import { coursesCsv, uploadAs } from '../support/bulk-import-page.ts';
import { pageFaults } from '../support/page-faults.ts';
import { call, callJson, endpoints } from '../support/product.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

let browser: Browser;
let receiver: WebhookReceiver;
beforeAll(async () => {
  browser = await launchBrowser();
  receiver = await WebhookReceiver.listen();
});
afterAll(async () => {
  // What fails halfway must not be told of what other files do.
  const { body } = await callJson<{ items: { id: string; url: string }[] }>('acme-hr', '/api/webhooks');
  for (const { id } of body.items.filter(({ url }) => url === receiver.url))
    await call('acme-hr', `/api/webhooks/${id}`, { method: 'DELETE' });
  receiver.close();
  await browser.close();
});

it('tells on every page that an import has ended, until it was seen', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', '/people');
  const bell = page.getByRole('button', { name: /^Notices/ });
  // Other suites leave notices behind.
  const listed = page.waitForResponse((response) => response.url().endsWith('/api/notices'));
  await page.reload();
  await listed;
  await bell.click();
  await page.getByRole('menuitem', { name: 'Webhooks and deliveries' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => bell.textContent()).toBe('Notices');

  await uploadAs(context, 'courses', { name: 'notice.csv', content: coursesCsv('NOTICE', 3) });
  await page.getByRole('link', { name: 'Reports', exact: true }).click();
  const toast = page.getByRole('alert').filter({ hasText: 'notice.csv: Complete' });
  await toast.waitFor();
  expect(await toast.textContent()).toContain('3 successes, 0 failures');
  await page.getByRole('button', { name: 'LMS Admin' }).click();
  await page.getByRole('link', { name: 'Bulk Import 1 new notice' }).waitFor();
  expect(await pageFaults(page)).toEqual([]);

  await bell.click();
  await page.getByRole('menuitem', { name: /^notice\.csv: Complete/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Bulk Import', exact: true }).waitFor();
  await context.close();
});

it('makes a webhook, shows what it was sent and sends it again', async () => {
  const { context, page } = await signIn(browser, 'avery.admin', '/lms-admin/notifications');
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  await page.getByLabel('Address').fill('ftp://example.com/');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText(/must be a URL that begins with https/).waitFor();
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const secret = page.getByText(/^whsec_/);
  await secret.waitFor();
  receiver.secret = ((await secret.textContent()) ?? '').trim();
  await page.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: `Send a test to ${receiver.url}` }).click();
  const row = page.getByRole('row').filter({ hasText: receiver.url });
  await row.getByText('Delivered', { exact: true }).waitFor();
  expect(receiver.received).toMatchObject([{ type: 'webhook.test', isSigned: true }]);
  expect(await pageFaults(page)).toEqual([]);
  await row.getByRole('button', { name: /^Send again/ }).click();
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);

  await page.getByRole('button', { name: `Pause ${receiver.url}` }).click();
  await page.getByText('Paused', { exact: true }).waitFor();
  await page.getByRole('button', { name: `Delete ${receiver.url}` }).click();
  await page.getByRole('button', { name: 'Delete the webhook' }).click();
  await page.getByText('There are none.').waitFor();
  expect(page.url()).toBe(`${endpoints().portal}/lms-admin/notifications`);
  await context.close();
});
