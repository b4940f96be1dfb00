import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '#shared/errors.ts';
import type { TenantAccount } from '../../deploy/embedded/tenants-file.ts';
import type { Endpoints } from '../config.ts';

/** The running product looks at the tenants' file every second. */
const KNOWN_WITHIN_MS = 20_000;
const ASK_AGAIN_MS = 200;

/** Waits until the running product has taken the tenant in: it lists its Kafka user, and its client gets a token. */
export async function waitUntilKnown(
  slug: string,
  account: TenantAccount,
  readEndpoints: () => Promise<Endpoints>,
): Promise<void> {
  const deadline = Date.now() + KNOWN_WITHIN_MS;
  for (;;) {
    const endpoints = await readEndpoints();
    if (endpoints.kafka.users[`${slug}-hr`] !== undefined && (await getsToken(endpoints, slug, account)))
      return;
    if (Date.now() > deadline) {
      throw new LmsError(
        'unavailable',
        'The running product does not take the tenant in; try again in a moment',
      );
    }
    await wait(ASK_AGAIN_MS);
  }
}

async function getsToken({ identity }: Endpoints, slug: string, account: TenantAccount): Promise<boolean> {
  try {
    const response = await fetch(identity.token, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${slug}-hr:${account.clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // It is just being started again.
    return false;
  }
}
