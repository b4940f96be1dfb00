import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import pg from 'pg';
import { freePort } from './free-port.ts';
import type { Endpoints } from './product.ts';

/** Servers recover what they were doing; beyond this something hangs. */
const START_DEADLINE_MS = 180_000;

/** A product of a test's own, which the test stops and starts, on the embedded servers. */
export class OwnProduct {
  readonly dataDir: string;
  readonly #port: number;
  readonly #root: string;
  #process: ChildProcess | undefined;

  private constructor(dataDir: string, port: number, root: string) {
    this.dataDir = dataDir;
    this.#port = port;
    this.#root = root;
  }

  /**
   * Starts nothing yet.
   *
   * @param root the folder of its code: this repository, or a changed copy of it
   */
  static async in(dataDir: string, root = process.cwd()): Promise<OwnProduct> {
    return new OwnProduct(dataDir, await freePort(), root);
  }

  get endpoints(): Endpoints {
    return JSON.parse(readFileSync(join(this.dataDir, 'endpoints.json'), 'utf8')) as Endpoints;
  }

  /** @param servicesToo false: the servers alone */
  async start(servicesToo = true): Promise<void> {
    const program = spawn(
      process.execPath,
      ['deploy/embedded/main.ts', ...(servicesToo ? [] : ['--servers-only'])],
      {
        cwd: this.#root,
        env: {
          // Tests wait for the history where nobody else does.
          HISTORY_MIRROR_SECONDS: '1',
          ...process.env,
          DATA_DIR: this.dataDir,
          PORT: String(this.#port),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    this.#process = program;
    await new Promise<void>((resolve, reject) => {
      let output = '';
      const fail = (why: string) => reject(new Error(`The product ${why}. It printed:\n${output}`));
      const timer = setTimeout(() => fail('was not ready in time'), START_DEADLINE_MS);
      program.once('exit', (code) => fail(`ended with ${code}`));
      program.stdout.on('data', (chunk) => {
        output += chunk;
        if (!output.includes('Ready: ')) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const program = this.#process;
    this.#process = undefined;
    if (program === undefined || program.exitCode !== null || program.signalCode !== null) return;
    const ended = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGTERM');
    await ended;
  }

  /** Runs one of the commands against it. */
  run(script: string, args: readonly string[] = []): Promise<{ code: number | null; output: string }> {
    return new Promise((resolve, reject) => {
      const command = spawn(process.execPath, [`commands/${script}.ts`, ...args], {
        cwd: this.#root,
        env: { ...process.env, DATA_DIR: this.dataDir },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [command.stdout, command.stderr]) stream.on('data', (chunk) => (output += chunk));
      command.once('error', reject);
      command.once('close', (code) => resolve({ code, output }));
    });
  }

  /** One statement as PostgreSQL's superuser. */
  readonly sql = async <Row extends pg.QueryResultRow>(
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: this.endpoints.postgres.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  };

  /** One query in ClickHouse. */
  async clickhouse<Row>(query: string): Promise<Row[]> {
    const { url, database, username, password } = this.endpoints.clickhouse;
    await using client = createClient({ url, database, username, password });
    return await (await client.query({ query, format: 'JSONEachRow' })).json<Row>();
  }
}
