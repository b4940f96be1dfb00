import { createServer } from 'node:http';
import { join } from 'node:path';
import { Accounts } from './accounts.ts';
import { Engine } from './engine.ts';
import { answer } from './front.ts';
import { Guard } from './guard.ts';
import { UsageLimits } from './limits.ts';
import { DASHBOARDS_LIMITS } from './restriction.ts';

/**
 * The ClickHouse engine behind ClickHouse's own HTTP protocol, as one process that owns its data folder.
 * It reads CLICKHOUSE_PORT, CLICKHOUSE_FOLDER, and the passwords of the services' accounts: CLICKHOUSE_MIGRATE_PASSWORD,
 * CLICKHOUSE_AGGREGATOR_PASSWORD and CLICKHOUSE_PORTAL_PASSWORD. Accounts for dashboards are kept beside the folder.
 */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

const folder = required('CLICKHOUSE_FOLDER');
const engine = new Engine(folder);
const accounts = new Accounts(
  {
    lms_migrate: required('CLICKHOUSE_MIGRATE_PASSWORD'),
    lms_aggregator: required('CLICKHOUSE_AGGREGATOR_PASSWORD'),
    lms_portal: required('CLICKHOUSE_PORTAL_PASSWORD'),
  },
  join(folder, '..', 'accounts.json'),
);
const guard = new Guard((query) => engine.ask(query));
const limits = new UsageLimits(DASHBOARDS_LIMITS);
const server = createServer((request, response) => {
  void answer({ engine, accounts, guard, limits }, request, response);
});
// Clients keep idle connections for 2.5 s by default; closing first would break a request already on its way.
server.keepAliveTimeout = 10_000;
// An insert may be held up by a slow producer for as long as it likes.
server.requestTimeout = 0;
server.listen(Number(required('CLICKHOUSE_PORT')), '127.0.0.1');

// The engine's answers to one client must not end it for all: what is thrown outside a request is logged and ignored.
process.on('unhandledRejection', (error) => console.error(error));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
    void engine.close().finally(() => process.exit(0));
  });
}
