import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { KEEP_ALIVE_AFTER_MS } from '#shared/postgres/pool.ts';
import { backoffMs } from '#shared/runtime/retry.ts';

/** The channel on which every change of an import is announced, as `<tenant id>:<import id>`. */
const CHANNEL = 'import_changed';

export interface ChangeListener {
  stop(): Promise<void>;
}

/**
 * Listens for changed imports on one connection of its own, and makes a new one when it is lost.
 *
 * @param onListening called each time listening begins: before it, changes went by unheard
 */
export function startChangeListener(
  url: string,
  callbacks: {
    onChange: (importId: string) => void;
    onListening: () => void;
    onError: (error: unknown) => void;
  },
): ChangeListener {
  const controller = new AbortController();
  const { signal } = controller;
  const running = (async () => {
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await listen(url, signal, {
          ...callbacks,
          onListening: () => {
            failures = 0;
            callbacks.onListening();
          },
        });
      } catch (error) {
        if (!signal.aborted) callbacks.onError(error);
      }
      await wait(backoffMs(failures + 1), undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      controller.abort();
      await running;
    },
  };
}

/** Resolves when `signal` aborts. @throws when the connection cannot be made or is lost */
async function listen(
  url: string,
  signal: AbortSignal,
  callbacks: { onChange: (importId: string) => void; onListening: () => void },
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'portal-listen',
    connectionTimeoutMillis: 5_000,
    // The connection is silent for hours; without this, one that a network has dropped would never be noticed.
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  });
  const ended = Promise.withResolvers<void>();
  client.on('error', ended.reject);
  client.on('end', () => ended.reject(new Error('the connection ended')));
  ended.promise.catch(() => undefined);
  const stop = (): void => ended.resolve();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    client.on('notification', ({ payload }) => {
      const id = payload?.split(':')[1];
      if (id !== undefined) callbacks.onChange(id);
    });
    await client.query(`LISTEN ${CHANNEL}`);
    callbacks.onListening();
    if (!signal.aborted) await ended.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
}
