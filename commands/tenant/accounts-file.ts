import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '#shared/runtime/json-file.ts';

/** What a tenant signs in with: Kafka user and OAuth client are `<slug>-hr`. */
export type TenantAccount = {
  kafkaPassword: string;
  clientSecret: string;
  /** Everything was created with it, and it was shown. */
  complete: boolean;
};

export type TenantAccounts = Record<string, TenantAccount>;

/** 24 bytes are beyond guessing, and as base64url need no quoting in a command or a properties file. */
const SECRET_BYTES = 24;

/** Where the product that `npm start` runs finds tenants that were created since. */
export function tenantsFile(dataDir: string): string {
  return join(dataDir, 'tenants.json');
}

/** Those created by the command; the demo's tenants are not among them. */
export async function readTenantAccounts(dataDir: string): Promise<TenantAccounts> {
  return (await readJson<TenantAccounts>(tenantsFile(dataDir))) ?? {};
}

export function newTenantAccount(): TenantAccount {
  return { kafkaPassword: newSecret(), clientSecret: newSecret(), complete: false };
}

/**
 * The tenant's account, created at the first call. It is stored before anything is created with it, so that a command
 * that was killed halfway goes on with the same passwords.
 */
export async function keepTenantAccount(dataDir: string, slug: string): Promise<TenantAccount> {
  const accounts = await readTenantAccounts(dataDir);
  const kept = accounts[slug];
  if (kept !== undefined) return kept;
  const account = newTenantAccount();
  await writeJson(tenantsFile(dataDir), { ...accounts, [slug]: account });
  return account;
}

export async function completeTenantAccount(dataDir: string, slug: string): Promise<void> {
  const accounts = await readTenantAccounts(dataDir);
  const account = accounts[slug];
  if (account === undefined) return;
  await writeJson(tenantsFile(dataDir), { ...accounts, [slug]: { ...account, complete: true } });
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** The running product notices it and forgets the tenant's OAuth client. */
export async function forgetTenantAccount(dataDir: string, slug: string): Promise<void> {
  const { [slug]: forgotten, ...others } = await readTenantAccounts(dataDir);
  if (forgotten !== undefined) await writeJson(tenantsFile(dataDir), others);
}
