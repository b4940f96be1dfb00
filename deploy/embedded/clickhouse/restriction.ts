import { RECENCY_STATEMENTS } from '#shared/clickhouse/certification-recency.ts';
import {
  PROFILE_SETTINGS,
  type ProfileSetting,
  QUOTA_AN_HOUR,
  REPORTING_DATABASE,
  REPORTING_VIEWS,
} from '#shared/clickhouse/reporting.ts';
import type { Account } from './accounts.ts';
import type { Scope } from './engine.ts';
import type { Guard, Rules } from './guard.ts';
import type { Limits } from './limits.ts';
import type { ParsedRequest } from './request.ts';

/** Tables of the mirror with rows of tenants (schemas/clickhouse). */
const MIRROR_TABLES = [
  'certification_records',
  'course_history',
  'course_history_before_0010',
  'course_records',
  'deleted_people',
  'imports',
  'people',
];
const MIRROR_DATABASE = 'lms';

/** What clients ask of any server before they query it. It says nothing of anybody's rows. */
const SYSTEM_TABLES = new Set([
  'collations',
  'columns',
  'data_type_families',
  'databases',
  'formats',
  'functions',
  'one',
  'settings',
  'table_engines',
  'table_functions',
  'tables',
  'time_zones',
]);
/** Views over them. */
const INFORMATION_SCHEMAS = ['information_schema', 'INFORMATION_SCHEMA'];

const DASHBOARDS_RULES: Rules = {
  mayRead: (database, table) =>
    database === REPORTING_DATABASE ||
    INFORMATION_SCHEMAS.includes(database) ||
    (database === 'system' && SYSTEM_TABLES.has(table)),
  mayDescribe: true,
};

const SERVICE_RULES: Rules = {
  mayRead: (database) => database === MIRROR_DATABASE || database === 'system',
  mayDescribe: false,
};

/** What else of a table aggregator changes than the rows that it inserts: it drops months that nobody can undo. */
const AGGREGATOR_CHANGES =
  /^\s*ALTER TABLE course_history (?:DROP PARTITION \d{6}|DELETE WHERE notEmpty\(record\) AND written_at < toDateTime64\(\d+, 6, 'UTC'\))\s*$/;

/** Of each account for dashboards. */
export const DASHBOARDS_LIMITS: Limits = {
  atOnce: PROFILE_SETTINGS.find(({ name }) => name === 'max_concurrent_queries_for_user')?.value ?? 1,
  queriesAnHour: QUOTA_AN_HOUR.queries,
  secondsAnHour: QUOTA_AN_HOUR.executionSeconds,
};

/**
 * What a request of an account runs as: an administrator's as it came, every other one within what the account may do.
 *
 * @throws an exception of ClickHouse's for what the account may not do at all
 */
export function restricted(account: Account, parsed: ParsedRequest, guard: Guard): ParsedRequest {
  if (account.kind === 'administrator') return parsed;
  if (account.kind === 'dashboards') return restrictedToTenant(account, parsed, guard);
  if (account.kind === 'aggregator' && mayChange(parsed)) return parsed;
  if (parsed.insert !== undefined) throw denied(account, 'INSERT');
  const { scope, statement } = parsed;
  const admit: Admit = async (text, ask) => {
    await guard.admitOnce({ statement: text, parameters: scope.parameters }, ask, SERVICE_RULES);
    return text;
  };
  return {
    ...parsed,
    statement,
    scope: { ...scope, restriction: { settings: READONLY, requested: NONE, admit } },
  };
}

type Admit = NonNullable<Scope['restriction']>['admit'];

const READONLY = new Map([['readonly', '1']]);
const NONE: ReadonlyMap<string, string> = new Map();

function mayChange({ insert, statement, scope }: ParsedRequest): boolean {
  if (insert === undefined)
    return (
      scope.database === MIRROR_DATABASE &&
      (AGGREGATOR_CHANGES.test(statement) || RECENCY_STATEMENTS.includes(statement))
    );
  const [database, table] = insert.table.includes('.')
    ? insert.table.split('.')
    : [scope.database, insert.table];
  return database === MIRROR_DATABASE && table !== undefined;
}

function restrictedToTenant(
  account: Account & { kind: 'dashboards' },
  parsed: ParsedRequest,
  guard: Guard,
): ParsedRequest {
  if (parsed.insert !== undefined) throw denied(account, 'INSERT');
  const { scope } = parsed;
  const database =
    scope.database === undefined || scope.database === '' ? REPORTING_DATABASE : scope.database;
  if (database !== REPORTING_DATABASE && database !== 'default') throw denied(account, `USE ${database}`);
  const [chosen, requested] = chosenSettings(scope.settings);
  return {
    ...parsed,
    scope: {
      ...scope,
      database,
      settings: chosen,
      restriction: {
        settings: tenantSettings(account.tenantId, chosen),
        requested,
        admit: (statement, ask) =>
          guard.admit({ statement, parameters: scope.parameters }, ask, DASHBOARDS_RULES),
      },
    },
  };
}

/** The settings that the profile lets a client choose, and those that the engine decides about once it is read-only. */
function chosenSettings(settings: ReadonlyMap<string, string>): [Map<string, string>, Map<string, string>] {
  const [chosen, requested] = [new Map<string, string>(), new Map<string, string>()];
  for (const [name, value] of settings) {
    const setting = PROFILE_SETTINGS.find((one) => one.name === name);
    (isChoice(setting, value) ? chosen : requested).set(name, value);
  }
  return [chosen, requested];
}

function isChoice(setting: ProfileSetting | undefined, value: string): boolean {
  if (setting?.changeable === undefined) return false;
  if (setting.changeable === true) return true;
  const number = Number(value);
  return number >= setting.changeable.min && number <= setting.changeable.max;
}

/** The profile, and the tenant's rows as the only ones: in the mirror's tables and, once more, in the views over them. */
function tenantSettings(tenantId: number, chosen: ReadonlyMap<string, string>): Map<string, string> {
  const own = `tenant_id = ${tenantId}`;
  const filters = Object.fromEntries([
    ...MIRROR_TABLES.map((table) => [`${MIRROR_DATABASE}.${table}`, own]),
    ...REPORTING_VIEWS.map((view) => [`${REPORTING_DATABASE}.${view}`, own]),
    ['system.databases', `name = '${REPORTING_DATABASE}'`],
    ['system.tables', `database = '${REPORTING_DATABASE}'`],
    ['system.columns', `database = '${REPORTING_DATABASE}'`],
  ]);
  const profile = PROFILE_SETTINGS.flatMap(({ name, value }) =>
    value === undefined || chosen.has(name) || NOT_FOR_ENGINE.includes(name)
      ? []
      : [[name, String(value)] as const],
  );
  return new Map([...profile, ['additional_table_filters', mapText(filters)], ...READONLY]);
}

/** Set last, and kept by the front: for the engine every account is the same user. */
const NOT_FOR_ENGINE = ['readonly', 'max_concurrent_queries_for_user'];

function mapText(values: Readonly<Record<string, string>>): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
  return `{${Object.entries(values)
    .map(([key, value]) => `${quoted(key)}: ${quoted(value)}`)
    .join(', ')}}`;
}

function denied({ user }: Account, what: string): Error {
  return new Error(
    `Code: 497. DB::Exception: ${user}: Not enough privileges. To execute this query, it's necessary to have the grant ${what}. (ACCESS_DENIED)`,
  );
}
