import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { holdRow } from '../support/hold-row.ts';
import { sql } from '../support/product.ts';
import { pidOf } from '../support/while-down.ts';
import { type ExtraServices, signal } from './processes.ts';

const SERVICES = ['ingest', 'transcript-writer', 'aggregator', 'portal'] as const;
const SERVERS = ['kafka', 'postgres', 'registry', 'clickhouse', 's3'] as const;

/** Most extra services at once: two of each kind beside the product's own, on two cores. */
const MAX_EXTRA = 3;

export interface FaultTools {
  readonly extra: ExtraServices;
  /** From 0 to 1, by the seed. */
  readonly next: () => number;
}

/** What is done to the running product; resolves, saying what it was, once it is over. */
type Fault = (tools: FaultTools) => Promise<string>;

const pick = <Item>(items: readonly Item[], next: () => number): Item =>
  items[Math.floor(next() * items.length)] as Item;

const killService: Fault = async ({ next }) => {
  const [service, how] = [pick(SERVICES, next), pick(['SIGKILL', 'SIGTERM'] as const, next)];
  signal(await pidOf(service), how);
  return `${how} to ${service}`;
};

/** Frozen beyond every lease and session, then awake: it still believes that its partitions and imports are its own. */
const freezeService: Fault = async ({ next }) => {
  const service = pick(['ingest', 'transcript-writer', 'aggregator'] as const, next);
  const pid = await pidOf(service);
  const ms = Math.floor(next() * 16_000);
  signal(pid, 'SIGSTOP');
  await wait(ms);
  signal(pid, 'SIGCONT');
  return `${service} frozen for ${ms} ms`;
};

/** Killed, and killed again as soon as it is back, until its absence is over. */
const killServer: Fault = async ({ next }) => {
  const server = pick(SERVERS, next);
  // Half of them only once, the others for up to 30 s.
  const ms = next() < 0.5 ? 0 : Math.floor(next() * 30_000);
  const end = Date.now() + ms;
  let kills = 0;
  do {
    if (signal(await pidOf(server), 'SIGKILL')) kills += 1;
    await wait(Math.min(500, Math.max(0, end - Date.now())));
  } while (Date.now() < end);
  return `${server} killed ${kills} times within ${ms} ms`;
};

/** Connections stay open and nothing answers. */
const freezeServer: Fault = async ({ next }) => {
  const server = pick(SERVERS, next);
  const pid = await pidOf(server);
  const ms = Math.floor(next() * 10_000);
  signal(pid, 'SIGSTOP');
  await wait(ms);
  signal(pid, 'SIGCONT');
  return `${server} frozen for ${ms} ms`;
};

const cutConnections: Fault = async () => {
  const cut = await sql(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'lms\\_%' AND pid <> pg_backend_pid()",
  ).catch(() => []);
  return `${cut.length} connections to PostgreSQL cut`;
};

/** Beside the product's own services, which go on, an extra one is cut off in the middle of what it does. */
const cutProxied: Fault = async (tools) => {
  const joined = await withExtra(tools);
  return `${joined}${tools.extra.cutConnections()} connections of extra services cut`;
};

/** Each piece of data waits, so that a statement takes seconds: claims and leases run out while it does. */
const delayProxied: Fault = async (tools) => {
  const joined = await withExtra(tools);
  const [delay, ms] = [20 + Math.floor(tools.next() * 1_500), Math.floor(tools.next() * 10_000)];
  tools.extra.delayConnections(delay);
  await wait(ms);
  tools.extra.delayConnections(0);
  return `${joined}connections of extra services slower by ${delay} ms a piece for ${ms} ms`;
};

async function withExtra({ extra, next }: FaultTools): Promise<string> {
  if (extra.size > 0) return '';
  const name = pick(['transcript-writer', 'aggregator'] as const, next);
  await extra.join(name);
  return `another ${name} joined, `;
}

/** The store's process may write no file beyond a size, as if the disk were full. */
const refuseWrites: Fault = async ({ next }) => {
  const pid = await pidOf('s3');
  const ms = Math.floor(next() * 6_000);
  const limit = (value: string) =>
    spawnSync('prlimit', ['--pid', String(pid), `--fsize=${value}`]).status === 0;
  const worked = limit('4096:unlimited');
  await wait(ms);
  if (worked) limit('unlimited:unlimited');
  return `the object store's disk ${worked ? `refused writes for ${ms} ms` : 'cannot be limited on this machine'}`;
};

const rebalance: Fault = async ({ extra, next }) => {
  if (extra.size === 0 || (extra.size < MAX_EXTRA && next() < 0.6)) {
    const name = pick(['transcript-writer', 'aggregator'] as const, next);
    await extra.join(name);
    return `another ${name} joined`;
  }
  const how = pick(['SIGKILL', 'SIGTERM'] as const, next);
  return `an extra ${extra.leave(how)} left by ${how}`;
};

/** A host that is half dead: its process never goes on, and nobody is told. */
const freezeForGood: Fault = async (tools) => {
  const joined = await withExtra(tools);
  // Frozen in the middle of something: a member that has just joined has nothing in hand yet.
  await wait(tools.next() * 3_000);
  return `${joined}an extra ${tools.extra.freeze()} frozen for good`;
};

/** Nothing comes through and no connection ends, for longer than a session of the group and a transaction may last. */
const darkenProxied: Fault = async (tools) => {
  const joined = await withExtra(tools);
  const ms = Math.floor(tools.next() * 45_000);
  const connections = tools.extra.darken();
  await wait(ms);
  tools.extra.lighten();
  return `${joined}${connections} connections of extra services dark for ${ms} ms`;
};

/** What a clock that was five minutes ahead leaves behind once it is right again. */
const clockAhead: Fault = async () => {
  const aheadUs = (Date.now() + 5 * 60_000) * 1_000;
  const moved = await sql(
    `WITH feeds AS (UPDATE consumer_positions SET last_time_us = greatest(last_time_us, $1) WHERE topic LIKE 'training-feed.%')
     UPDATE tenants SET clock_us = greatest(clock_us, $1) RETURNING tenant_id`,
    [aheadUs],
  ).catch(() => []);
  return `the clocks of ${moved.length} tenants were five minutes ahead`;
};

/** Nobody gets on with one partition, while all others go on. */
const holdPartition: Fault = async ({ next }) => {
  const partition = Math.floor(next() * 6);
  const ms = Math.floor(next() * 12_000);
  const held = await holdRow(
    "SELECT FROM consumer_positions WHERE topic = 'training-records' AND partition = $1 FOR UPDATE",
    [partition],
    ms,
  );
  return `partition ${partition} of training-records ${held ? `held for ${ms} ms` : 'could not be held'}`;
};

/** As often as they stand here. */
const FAULTS: readonly Fault[] = [
  ...[killService, killService, killService, killService, freezeService, freezeService],
  ...[killServer, killServer, killServer, freezeServer],
  ...[rebalance, rebalance, rebalance, cutConnections, refuseWrites],
  ...[cutProxied, delayProxied, delayProxied],
  ...[freezeForGood, darkenProxied, clockAhead, holdPartition],
];

export function nextFault(next: () => number): Fault {
  return pick(FAULTS, next);
}
