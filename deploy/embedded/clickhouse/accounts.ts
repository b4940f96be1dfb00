import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeJson } from '#shared/runtime/json-file.ts';
import { type AccessChange, accessChangeOf } from './access-statements.ts';

/** Who a request comes from, and with what rights. */
export type Account =
  | { kind: 'administrator' | 'aggregator' | 'portal'; user: string }
  /** Reads the views of a tenant. */
  | { kind: 'dashboards'; user: string; tenantId: number };

export type Credentials = { user: string; password: string };

/** The accounts of services, named as in Compose and Kubernetes, and what each may do. */
export const SERVICE_ACCOUNTS = {
  lms_migrate: 'administrator',
  lms_aggregator: 'aggregator',
  lms_portal: 'portal',
} as const;
export type ServiceAccount = keyof typeof SERVICE_ACCOUNTS;

/** An account for dashboards as it is kept. */
type KeptAccount = {
  hash: string;
  salt: string;
  /** Of each view, whose rows it sees. */
  policies: Record<string, number>;
  grants: string[];
};

/** Who may sign in: services with passwords given at the start, dashboards with those made since. */
export class Accounts {
  readonly #services: Readonly<Record<ServiceAccount, string>>;
  readonly #file: string;
  #dashboards: Record<string, KeptAccount>;
  /** One write after the other: of two at once the older content could be renamed last. */
  #writing: Promise<void> = Promise.resolve();

  /** @param file where accounts for dashboards are kept; made with the first of them */
  constructor(services: Readonly<Record<ServiceAccount, string>>, file: string) {
    this.#services = services;
    this.#file = file;
    this.#dashboards = readKept(file);
  }

  /** Undefined for a wrong name or password. */
  signIn({ user, password }: Credentials): Account | undefined {
    if (isService(user)) {
      return same(password, this.#services[user]) ? { kind: SERVICE_ACCOUNTS[user], user } : undefined;
    }
    const kept = Object.hasOwn(this.#dashboards, user) ? this.#dashboards[user] : undefined;
    if (kept === undefined || !same(sha256(password + kept.salt), kept.hash)) return undefined;
    // One that is being made has no rights yet.
    return { kind: 'dashboards', user, tenantId: tenantOf(kept) ?? NOBODY };
  }

  /**
   * Carries out a statement about accounts.
   *
   * @returns false when the statement is about something else
   */
  async apply(statement: string): Promise<boolean> {
    const change = accessChangeOf(statement);
    if (change === undefined) return false;
    if (change.kind === 'nothing') return true;
    this.#dashboards = changed(this.#dashboards, change);
    this.#writing = this.#writing.catch(() => {}).then(() => writeJson(this.#file, this.#dashboards));
    await this.#writing;
    return true;
  }
}

/** No tenant has this number. */
const NOBODY = 0;

/** The tenant whose rows an account sees: one whose policies and grants do not agree sees none. */
function tenantOf({ policies, grants }: KeptAccount): number | undefined {
  const tenants = new Set(grants.map((view) => policies[view]));
  const [tenant] = tenants;
  return tenants.size === 1 ? tenant : undefined;
}

function changed(
  accounts: Record<string, KeptAccount>,
  change: Exclude<AccessChange, { kind: 'nothing' }>,
): Record<string, KeptAccount> {
  const { user } = change;
  const { [user]: kept, ...others } = accounts;
  if (change.kind === 'drop-user') return others;
  if (change.kind === 'create-user') {
    if (kept !== undefined)
      throw new Error(
        `Code: 493. DB::Exception: user \`${user}\`: cannot insert because user \`${user}\` already exists. (ACCESS_ENTITY_ALREADY_EXISTS)`,
      );
    const { hash, salt } = change;
    return { ...others, [user]: { hash, salt, policies: {}, grants: [] } };
  }
  if (kept === undefined) {
    // Policies are removed after their user.
    if (change.kind === 'drop-policy') return others;
    throw new Error(`Code: 192. DB::Exception: There is no user \`${user}\`. (UNKNOWN_USER)`);
  }
  return { ...others, [user]: changedAccount(kept, change) };
}

function changedAccount(
  kept: KeptAccount,
  change: Exclude<AccessChange, { kind: 'nothing' | 'create-user' | 'drop-user' }>,
): KeptAccount {
  const { policies, grants } = kept;
  switch (change.kind) {
    case 'alter-user':
      return { ...kept, hash: change.hash, salt: change.salt };
    case 'set-policy':
      return { ...kept, policies: { ...policies, [change.view]: change.tenantId } };
    case 'drop-policy':
      return {
        ...kept,
        policies: Object.fromEntries(Object.entries(policies).filter(([view]) => view !== change.view)),
      };
    case 'grant':
      return { ...kept, grants: [...new Set([...grants, change.view])] };
    case 'revoke-all':
      return { ...kept, grants: [] };
  }
}

function readKept(file: string): Record<string, KeptAccount> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, KeptAccount>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function isService(user: string): user is ServiceAccount {
  return Object.hasOwn(SERVICE_ACCOUNTS, user);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
