import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '#shared/errors.ts';
import { readEndpoints } from '../config.ts';
import type { TenantAccount } from './accounts-file.ts';

/** The product that `npm start` runs checks the tenants' file every second. */
const LISTED_WITHIN_MS = 20_000;
const POLL_MS = 200;

/** Waits until the running product knows the tenant: it lists its Kafka user, and its client gets a token. */
export async function waitUntilListed(slug: string, account: TenantAccount): Promise<void> {
  const deadline = Date.now() + LISTED_WITHIN_MS;
  for (;;) {
    const { kafka, identity } = await readEndpoints();
    const isListed = kafka.users[`${slug}-hr`] !== undefined;
    if (isListed && (await getsToken(identity.token, slug, account))) return;
    if (Date.now() > deadline) {
      throw new LmsError(
        'unavailable',
        'The running product has not noticed the tenant; try again in a moment',
      );
    }
    await wait(POLL_MS);
  }
}

async function getsToken(tokenUrl: string, slug: string, account: TenantAccount): Promise<boolean> {
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${slug}-hr:${account.clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // The provider is just being restarted.
    return false;
  }
}
