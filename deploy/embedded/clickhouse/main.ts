import { createServer } from 'node:http';
import { Engine } from './engine.ts';
import { answer } from './front.ts';

/**
 * The ClickHouse engine behind ClickHouse's own HTTP protocol, as one process that owns its data folder.
 * It reads CLICKHOUSE_PORT, CLICKHOUSE_FOLDER, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.
 */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

const user = required('CLICKHOUSE_USER');
const password = required('CLICKHOUSE_PASSWORD');
const engine = new Engine(required('CLICKHOUSE_FOLDER'));
const server = createServer((request, response) => {
  void answer(engine, { user, password }, request, response);
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
