import { watchFile } from 'node:fs';
import { createServer } from 'node:http';
import type { Provider } from 'oidc-provider';
import { readTenantAccounts, tenantsFile } from '../../../commands/tenant/accounts-file.ts';
import { CLIENTS } from './demo.ts';
import { signingKeys } from './keys.ts';
import { createProvider } from './provider.ts';
import { isSignIn, signIn } from './sign-in.ts';
import { tenantClients } from './tenant-clients.ts';

/** Whoever has made a tenant waits for this. */
const TENANT_CHECK_MS = 1_000;

/**
 * The demo's OpenID provider as a process of its own. It reads IDENTITY_PORT, IDENTITY_ISSUER, IDENTITY_FOLDER,
 * IDENTITY_DATA_DIR, IDENTITY_COOKIE_SECRET, IDENTITY_PORTAL_URL and IDENTITY_PORTAL_SECRET.
 */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

const portalUrl = required('IDENTITY_PORTAL_URL');
const dataDir = required('IDENTITY_DATA_DIR');
const keys = await signingKeys(required('IDENTITY_FOLDER'));

/** A provider that knows the tenants there are now. What is signed in stays so: all providers share their store. */
async function providerOfNow(): Promise<{ provider: Provider; handle: ReturnType<Provider['callback']> }> {
  const provider = createProvider({
    issuer: required('IDENTITY_ISSUER'),
    keys,
    cookieSecret: required('IDENTITY_COOKIE_SECRET'),
    portalUrl,
    portalSecret: required('IDENTITY_PORTAL_SECRET'),
    programs: [...CLIENTS, ...tenantClients(await readTenantAccounts(dataDir))],
  });
  return { provider, handle: provider.callback() };
}

let current = await providerOfNow();
// Tenants are made while we run, and their programs want tokens at once.
watchFile(tenantsFile(dataDir), { interval: TENANT_CHECK_MS }, () => {
  providerOfNow().then((provider) => {
    current = provider;
  }, console.error);
});
const server = createServer((request, response) => {
  const { provider, handle } = current;
  void (isSignIn(request) ? signIn(provider, portalUrl, request, response) : handle(request, response));
});
server.listen(Number(required('IDENTITY_PORT')), '127.0.0.1');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
