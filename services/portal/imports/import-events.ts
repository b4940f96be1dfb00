import type { Request, Response } from 'express';
import type { Gauge } from 'prom-client';
import { credentialFor } from '#shared/auth/authenticate.ts';
import type { Credential } from '#shared/auth/credential.ts';
import { Refusal, unavailableRefusal } from '#shared/http/refusal.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';
import { type ChangeListener, startChangeListener } from './change-listener.ts';
import { ImportEventStream, isSettled } from './event-stream.ts';
import { ImportWatch, readWatched } from './import-watcher.ts';
import { StreamCounts } from './stream-counts.ts';

/** Proxies commonly end a connection that is silent for 30 s or more. */
const KEEP_ALIVE_MS = 15_000;

/** Should a notification ever be missed, this is how late a watcher learns; one query a tenant each time. */
const SLOW_POLL_MS = 5_000;

/** How often streams are looked at whose time is over, or whose session was ended: they live on for as long. */
const END_CHECK_MS = 2_000;

/**
 * A stream is ended after this, and a browser reconnects, perhaps to another process. Without an end,
 * streams of clients that have disappeared behind a proxy that has not would add up.
 */
const MAX_STREAM_MS = 15 * 60_000;

interface OpenStream {
  readonly stream: ImportEventStream;
  readonly credential: Credential;
  /** When it ends, in milliseconds since 1970. */
  readonly endsAt: number;
}

/** Streams imports to the browsers that watch them. */
export class ImportEvents {
  readonly #pool: Pool;
  readonly #watch: ImportWatch;
  readonly #subscribers: Gauge;
  readonly #logger: Logger;
  readonly #streams = new Set<OpenStream>();
  readonly #counts = new StreamCounts();
  #listener: ChangeListener | undefined;
  #tasks: PeriodicTask[] = [];
  #isStopped = false;

  constructor(pool: Pool, subscribers: Gauge, logger: Logger) {
    this.#pool = pool;
    this.#subscribers = subscribers;
    this.#logger = logger;
    this.#watch = new ImportWatch(pool, (error) => logger.warn({ err: error }, 'watched imports not read'));
  }

  /** @param postgresUrl where changes are listened for, on one connection for all */
  start(postgresUrl: string): void {
    const onError = (error: unknown): void =>
      this.#logger.warn({ err: error }, 'listening for changed imports failed, trying again');
    this.#listener = startChangeListener(postgresUrl, {
      onChange: (id) => this.#watch.changed(id),
      onListening: () => this.#watch.allChanged(),
      onError,
    });
    this.#tasks = [
      startPeriodicTask(SLOW_POLL_MS, async () => this.#watch.allChanged(), onError),
      startPeriodicTask(KEEP_ALIVE_MS, async () => this.#keepAlive(), onError),
      startPeriodicTask(END_CHECK_MS, () => this.#endStreams(), onError),
    ];
  }

  /** Ends all streams and stops listening. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { stream } of this.#streams) stream.end();
    await Promise.all([this.#listener?.stop(), ...this.#tasks.map((task) => task.stop())]);
  }

  /**
   * Answers with an import's events until it is settled, the client leaves, or what let the client in is over.
   *
   * @throws Refusal `not-found`, `too-many-requests`, or `unavailable` once it was stopped
   */
  async serve(request: Request, response: Response, tenant: Tenant, id: string): Promise<void> {
    const [now] = await readWatched(this.#pool, tenant, [id]);
    if (now === undefined) throw new Refusal('not-found', message('problems.no-such-import'));
    if (this.#isStopped) throw unavailableRefusal(undefined);
    const credential = credentialFor(request);
    const isWatched = request.method !== 'HEAD' && !isSettled(now.view);
    const release = isWatched ? this.#counts.add(tenant.id, credential.principal.subject) : undefined;
    if (release !== undefined) response.once('close', release);
    const stream = new ImportEventStream(response);
    if (request.method === 'HEAD') {
      stream.end();
      return;
    }
    stream.send(now);
    if (isSettled(now.view) || response.closed) return;
    this.#add({ stream, credential, endsAt: endOf(credential) }, response, tenant, id);
  }

  #add(open: OpenStream, response: Response, tenant: Tenant, id: string): void {
    const unwatch = this.#watch.watch(tenant, id, {
      changed: (change) => open.stream.send(change),
      removed: () => open.stream.end(),
    });
    this.#streams.add(open);
    this.#subscribers.inc();
    response.once('close', () => {
      unwatch();
      this.#streams.delete(open);
      this.#subscribers.dec();
    });
  }

  #keepAlive(): void {
    for (const { stream } of this.#streams) stream.keepAlive();
  }

  async #endStreams(): Promise<void> {
    const now = Date.now();
    for (const { stream, credential, endsAt } of this.#streams) {
      if (now >= endsAt || !(await credential.isStillGood())) stream.end();
    }
  }
}

function endOf({ expiresAt }: Credential): number {
  return Math.min(expiresAt, Date.now() + MAX_STREAM_MS);
}
