import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { drainPending, Session } from 'chdb';

/** What one statement runs with. */
export type Scope = {
  database: string | undefined;
  /** Values of `{name:Type}` in the statement, written as ClickHouse's URL parameters are. */
  parameters: ReadonlyMap<string, string>;
  settings: ReadonlyMap<string, string>;
  /** Where the statement names none. */
  defaultFormat: string;
  /** None for whoever may do everything. */
  restriction?: Restriction;
};

/** Keeps a statement within what its account may do. */
export type Restriction = {
  /** Set after everything that the client chose; `readonly` among them, and from then on nothing else can be set. */
  settings: ReadonlyMap<string, string>;
  /** Settings of the client that the engine takes or refuses once it is read-only. */
  requested: ReadonlyMap<string, string>;
  /**
   * Gives the statement to run.
   *
   * @param ask runs another statement in the same session and gives its answer
   * @throws an exception of ClickHouse's for a statement that the account may not run
   */
  admit(statement: string, ask: (query: string) => Promise<string>): Promise<string>;
};

export type Summary = { readRows: number; readBytes: number; writtenRows: number; writtenBytes: number };

const NOTHING: Summary = { readRows: 0, readBytes: 0, writtenRows: 0, writtenBytes: 0 };

export type Insert = {
  table: string;
  columns: string[] | undefined;
  format: string;
};

/** An insert's data, as the client sent it. */
export type Content = { stream: Readable; encoding: Encoding | undefined };

/** The compressions of a body that the engine reads by itself, under the names that HTTP and the engine share. */
export const ENCODINGS = ['gzip', 'deflate', 'br', 'zstd'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * The engine's own limit is nine tenths of the machine, which here belongs to others too: one careless query would
 * have the kernel end some process. A report over a million records takes a tenth of this.
 */
const DEFAULT_SETTINGS = new Map([['max_memory_usage', '2000000000']]);

/** A setting's or parameter's name goes into a statement as it is; only these cannot end it. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The engine over one data folder. Every statement runs in a session of its own (about a millisecond), so that
 * settings and parameters of one request are never seen by another and requests run beside each other.
 */
export class Engine {
  readonly #folder: string;
  /** For data on its way in; what a process that died has left here was never acknowledged. */
  readonly #incoming: string;
  /** Held open so that the engine does not stop and load its tables again between two requests. */
  readonly #keeper: Session;
  /** In which dates and times without one are meant. */
  readonly timezone: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#incoming = join(folder, 'incoming');
    rmSync(this.#incoming, { recursive: true, force: true });
    mkdirSync(this.#incoming, { recursive: true });
    this.#keeper = new Session(folder);
    this.timezone = this.#keeper.query('SELECT timezone()', 'TabSeparated').trim();
  }

  /** Runs a statement and gives its whole result. */
  async run(statement: string, scope: Scope): Promise<{ bytes: Uint8Array; summary: Summary }> {
    return this.#inSession(scope, async (session) => {
      const admitted = await admit(session, statement, scope);
      const result = await session.queryAsync(admitted, { format: scope.defaultFormat });
      const summary = { ...NOTHING, readRows: result.rowsRead, readBytes: result.bytesRead };
      return { bytes: result.bytes(), summary };
    });
  }

  /** The answer to a statement of the front's own, as plain text. */
  async ask(statement: string): Promise<string> {
    const scope = {
      database: undefined,
      parameters: new Map(),
      settings: new Map(),
      defaultFormat: 'TSVRaw',
    };
    return Buffer.from((await this.run(statement, scope)).bytes).toString('utf8');
  }

  /** Runs a query whose format is one line a row and gives the result as it comes. */
  async *stream(query: string, scope: Scope): AsyncGenerator<Uint8Array> {
    const session = new Session(this.#folder);
    try {
      await setUp(session, scope);
      const admitted = await admit(session, query, scope);
      for await (const chunk of session.queryStream(admitted, { format: scope.defaultFormat }))
        yield chunk.raw();
    } finally {
      session.close();
    }
  }

  /**
   * Inserts what the client sends, once all of it is there. It goes through a file: the engine takes a third less time
   * for it than for data that follows the statement.
   */
  async insert({ table, columns, format }: Insert, content: Content, scope: Scope): Promise<Summary> {
    const path = join(this.#incoming, randomUUID());
    const file = createWriteStream(path);
    try {
      await pipeline(content.stream, file);
      if (file.bytesWritten === 0) return NOTHING;
      const names = columns === undefined ? '' : ` (${columns.join(', ')})`;
      const compression = content.encoding === undefined ? '' : ` COMPRESSION ${quoteText(content.encoding)}`;
      const statement = `INSERT INTO ${table}${names} FROM INFILE ${quoteText(path)}${compression} FORMAT ${format}`;
      return await this.#inSession(scope, async (session) => {
        const { rowsRead, bytesRead } = await session.queryAsync(statement);
        return { ...NOTHING, writtenRows: rowsRead, writtenBytes: bytesRead };
      });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Waits for what is running, then closes the data folder. */
  async close(): Promise<void> {
    await drainPending();
    this.#keeper.close();
  }

  async #inSession<T>(scope: Scope, work: (session: Session) => Promise<T>): Promise<T> {
    const session = new Session(this.#folder);
    try {
      await setUp(session, scope);
      return await work(session);
    } finally {
      session.close();
    }
  }
}

async function setUp(session: Session, scope: Scope): Promise<void> {
  if (scope.database !== undefined) await session.queryAsync(`USE ${quoteName(scope.database)}`);
  const assignments = [
    ...assign(new Map([...DEFAULT_SETTINGS, ...scope.settings]), ''),
    // The engine's own way of binding allows one statement with parameters at a time in the whole process.
    ...assign(scope.parameters, 'param_'),
  ];
  await session.queryAsync(`SET ${assignments.join(', ')}`);
  if (scope.restriction === undefined) return;
  const { settings, requested } = scope.restriction;
  await session.queryAsync(`SET ${assign(settings, '').join(', ')}`);
  if (requested.size > 0) await session.queryAsync(`SET ${assign(requested, '').join(', ')}`);
}

async function admit(session: Session, statement: string, { restriction }: Scope): Promise<string> {
  if (restriction === undefined) return statement;
  return restriction.admit(statement, async (query) => {
    const answer = await session.queryAsync(query, { format: 'TSVRaw' });
    return Buffer.from(answer.bytes()).toString('utf8');
  });
}

function assign(values: ReadonlyMap<string, string>, prefix: string): string[] {
  return [...values].map(([name, value]) => {
    if (!PLAIN_NAME.test(name)) {
      throw new Error(`Code: 115. DB::Exception: Unknown setting '${name}'. (UNKNOWN_SETTING)`);
    }
    return `${prefix}${name} = ${quoteText(value)}`;
  });
}

function quoteText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function quoteName(value: string): string {
  return `\`${value.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
