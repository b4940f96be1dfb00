import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeProgram } from '../node-program.ts';
import type { Part } from '../supervisor.ts';
import { logFileOf, type ServerContext, START_WITHIN_MS, STOP_WITHIN_MS } from './context.ts';

/** May do everything: it migrates, and commands of an operator sign in by it. */
export const CLICKHOUSE_ADMIN = 'lms_migrate';
export const CLICKHOUSE_DATABASE = 'lms';

export function clickhouseUrl(context: ServerContext): string {
  return `http://127.0.0.1:${context.ports.clickhouse}`;
}

/** The ClickHouse engine in a process of its own. The database exists once it is ready. */
export function clickhousePart(context: ServerContext): Part {
  const folder = join(context.dataDir, 'clickhouse');
  return {
    name: 'clickhouse',
    command: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return nodeProgram(join(import.meta.dirname, '../clickhouse/main.ts'), environment(context, folder), {
        cwd: folder,
        logFile: logFileOf(context, 'clickhouse'),
      });
    },
    isReady: async () => {
      const answer = await fetch(clickhouseUrl(context), {
        method: 'POST',
        headers: {
          'X-ClickHouse-User': CLICKHOUSE_ADMIN,
          'X-ClickHouse-Key': context.secrets.clickhouse[CLICKHOUSE_ADMIN],
        },
        body: `CREATE DATABASE IF NOT EXISTS ${CLICKHOUSE_DATABASE}`,
      });
      await answer.arrayBuffer();
      return answer.ok;
    },
    startWithinMs: START_WITHIN_MS,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
}

function environment(context: ServerContext, folder: string): Record<string, string> {
  return {
    CLICKHOUSE_PORT: String(context.ports.clickhouse),
    CLICKHOUSE_FOLDER: join(folder, 'data'),
    CLICKHOUSE_MIGRATE_PASSWORD: context.secrets.clickhouse.lms_migrate,
    CLICKHOUSE_AGGREGATOR_PASSWORD: context.secrets.clickhouse.lms_aggregator,
    CLICKHOUSE_PORTAL_PASSWORD: context.secrets.clickhouse.lms_portal,
    // Each running query holds one of these threads; with the default of four, four reports block inserts.
    UV_THREADPOOL_SIZE: '32',
  };
}
