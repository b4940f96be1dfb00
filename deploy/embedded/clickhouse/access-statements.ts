/**
 * What a statement changes about accounts. The engine has one user and no SQL for more, so the front keeps accounts and
 * understands the statements by which the product makes them (services/shared/clickhouse/dashboards-account.ts), as ClickHouse does.
 */
export type AccessChange =
  | { kind: 'create-user'; user: string; hash: string; salt: string }
  | { kind: 'alter-user'; user: string; hash: string; salt: string }
  | { kind: 'drop-user'; user: string }
  | { kind: 'set-policy'; user: string; view: string; tenantId: number }
  | { kind: 'drop-policy'; user: string; view: string }
  | { kind: 'grant'; user: string; view: string }
  | { kind: 'revoke-all'; user: string }
  /** Profiles and quotas are the same for every account; the front has them from where the statements have them. */
  | { kind: 'nothing' };

const USER = '`(?<user>dashboards_[a-z][a-z0-9-]{0,62})`';
const VIEW = 'reporting\\.(?<view>[a-z_]+)';

const CREATE_USER = pattern(
  `(?<verb>CREATE|ALTER) USER ${USER} IDENTIFIED WITH sha256_hash BY '(?<hash>[0-9a-f]{64})' SALT '(?<salt>[0-9a-f]+)' DEFAULT DATABASE \`reporting\` SETTINGS PROFILE 'dashboards'`,
);
const DROP_USER = pattern(`DROP USER IF EXISTS ${USER}`);
const SET_POLICY = pattern(
  `CREATE ROW POLICY OR REPLACE ${USER} ON ${VIEW} USING tenant_id = (?<tenant>[1-9][0-9]{0,9}) TO \`\\k<user>\``,
);
const DROP_POLICY = pattern(`DROP ROW POLICY IF EXISTS ${USER} ON ${VIEW}`);
const GRANT = pattern(`GRANT SELECT ON ${VIEW} TO ${USER}`);
const REVOKE = pattern(`REVOKE ALL ON \\*\\.\\* FROM ${USER}`);
const OTHERS = [
  pattern('CREATE SETTINGS PROFILE OR REPLACE `dashboards` SETTINGS [^;]+'),
  pattern(`CREATE QUOTA OR REPLACE ${USER} FOR INTERVAL 1 hour MAX [a-z0-9_=, ]+ TO \`\\k<user>\``),
  pattern(`DROP QUOTA IF EXISTS ${USER}`),
];

/** Reads a statement about accounts; undefined for every other one. */
export function accessChangeOf(statement: string): AccessChange | undefined {
  const text = statement.trim().replaceAll(/\s+/g, ' ');
  return userChangeOf(text) ?? rightChangeOf(text) ?? otherChangeOf(text);
}

function userChangeOf(text: string): AccessChange | undefined {
  const { verb, user, hash, salt } = CREATE_USER.exec(text)?.groups ?? {};
  if (user !== undefined && hash !== undefined && salt !== undefined)
    return { kind: verb === 'CREATE' ? 'create-user' : 'alter-user', user, hash, salt };
  const dropped = DROP_USER.exec(text)?.groups?.['user'];
  return dropped === undefined ? undefined : { kind: 'drop-user', user: dropped };
}

function rightChangeOf(text: string): AccessChange | undefined {
  const policy = SET_POLICY.exec(text)?.groups ?? {};
  if (policy['user'] !== undefined && policy['view'] !== undefined) {
    const { user, view, tenant } = policy;
    return { kind: 'set-policy', user, view, tenantId: Number(tenant) };
  }
  const removed = DROP_POLICY.exec(text)?.groups ?? {};
  if (removed['user'] !== undefined && removed['view'] !== undefined)
    return { kind: 'drop-policy', user: removed['user'], view: removed['view'] };
  const granted = GRANT.exec(text)?.groups ?? {};
  if (granted['user'] !== undefined && granted['view'] !== undefined)
    return { kind: 'grant', user: granted['user'], view: granted['view'] };
  return undefined;
}

function otherChangeOf(text: string): AccessChange | undefined {
  const revoked = REVOKE.exec(text)?.groups?.['user'];
  if (revoked !== undefined) return { kind: 'revoke-all', user: revoked };
  return OTHERS.some((other) => other.test(text)) ? { kind: 'nothing' } : undefined;
}

function pattern(text: string): RegExp {
  return new RegExp(`^${text}$`);
}
