import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeProgram } from '../node-program.ts';
import type { Part } from '../supervisor.ts';
import { logFileOf, type ServerContext, START_WITHIN_MS, STOP_WITHIN_MS } from './context.ts';

export const CLICKHOUSE_USER = 'lms';
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
        headers: { 'X-ClickHouse-User': CLICKHOUSE_USER, 'X-ClickHouse-Key': context.secrets.clickhouse },
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
    CLICKHOUSE_USER,
    CLICKHOUSE_PASSWORD: context.secrets.clickhouse,
    // Each running query holds one of these threads; with the default of four, four reports block inserts.
    UV_THREADPOOL_SIZE: '32',
  };
}
