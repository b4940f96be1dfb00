import type { Request, Response } from 'express';
import type { Gauge } from 'prom-client';
import { Refusal, unavailableRefusal } from '#shared/http/refusal.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { Tenant } from '../http/caller.ts';
import { type ChangeListener, startChangeListener } from './change-listener.ts';
import { ImportEventStream, isFinished } from './event-stream.ts';
import { ImportWatch, readWatched } from './import-watcher.ts';

/** Proxies commonly end a connection that is silent for 30 s or more. */
const KEEP_ALIVE_MS = 15_000;

/** Should a notification ever be missed, this is how late a watcher learns; one query a tenant each time. */
const SLOW_LOOK_MS = 5_000;

/** Streams imports to whoever watches them. */
export class ImportEvents {
  readonly #pool: Pool;
  readonly #watch: ImportWatch;
  readonly #subscribers: Gauge;
  readonly #logger: Logger;
  readonly #streams = new Set<ImportEventStream>();
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
      startPeriodicTask(SLOW_LOOK_MS, async () => this.#watch.allChanged(), onError),
      startPeriodicTask(KEEP_ALIVE_MS, async () => this.#keepAlive(), onError),
    ];
  }

  /** Ends all streams and stops listening. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const stream of this.#streams) stream.end();
    await Promise.all([this.#listener?.stop(), ...this.#tasks.map((task) => task.stop())]);
  }

  /**
   * Answers with an import's events until it is finished or the client leaves.
   *
   * @throws Refusal `not-found`, or `unavailable` once it was stopped
   */
  async serve(request: Request, response: Response, tenant: Tenant, id: string): Promise<void> {
    const [now] = await readWatched(this.#pool, tenant, [id]);
    if (now === undefined) throw new Refusal('not-found', 'There is no such import.');
    if (this.#isStopped) throw unavailableRefusal(undefined);
    const stream = new ImportEventStream(response);
    if (request.method === 'HEAD') {
      stream.end();
      return;
    }
    stream.send(now);
    if (isFinished(now.view) || response.closed) return;
    this.#add(stream, response, tenant, id);
  }

  #add(stream: ImportEventStream, response: Response, tenant: Tenant, id: string): void {
    const unwatch = this.#watch.watch(tenant, id, (change) => stream.send(change));
    this.#streams.add(stream);
    this.#subscribers.inc();
    response.once('close', () => {
      unwatch();
      this.#streams.delete(stream);
      this.#subscribers.dec();
    });
  }

  #keepAlive(): void {
    for (const stream of this.#streams) stream.keepAlive();
  }
}
