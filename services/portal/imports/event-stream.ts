import type { Response } from 'express';
import { type ImportView, movesByItself } from '#shared/imports/import-view.ts';
import type { WatchedImport } from './import-watcher.ts';

/** How long a browser waits before it connects again (server-sent events, `retry`). */
const RETRY_MS = 2_000;

/**
 * The server-sent events of one import to one client. Only what is newer than what was sent goes out; while the
 * client is slow only the newest waits, because every event is the whole import.
 */
export class ImportEventStream {
  readonly #response: Response;
  #sentRevision = -1;
  /** What the import waited for: that changes without a new revision. */
  #sentDelay: string | undefined;
  #waiting: WatchedImport | undefined;

  constructor(response: Response) {
    this.#response = response;
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Asks nginx, where it stands in between, not to hold events back.
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${RETRY_MS}\n\n`);
    response.on('drain', () => {
      if (this.#waiting !== undefined) this.send(this.#waiting);
    });
  }

  /** Sends a state of the import, and ends the stream after one that lasts. */
  send(change: WatchedImport): void {
    const delay = change.view.delayed?.by;
    const isNews =
      change.revision > this.#sentRevision ||
      (change.revision === this.#sentRevision && delay !== this.#sentDelay);
    if (!isNews || this.#response.writableEnded) return;
    if (this.#response.writableNeedDrain) {
      this.#waiting = change;
      return;
    }
    this.#waiting = undefined;
    this.#sentRevision = change.revision;
    this.#sentDelay = delay;
    this.#response.write(`event: import\ndata: ${JSON.stringify(change.view)}\n\n`);
    if (isSettled(change.view)) this.#response.end();
  }

  /** A comment, so that neither end nor a proxy takes a quiet stream for a dead one. */
  keepAlive(): void {
    if (!this.#response.writableEnded && !this.#response.writableNeedDrain) this.#response.write(':\n\n');
  }

  /** Ends the stream; the client connects again, to another process or this one's successor. */
  end(): void {
    this.#response.end();
  }
}

/** Whether an import stays as it is unless somebody does something. */
export function isSettled(view: ImportView): boolean {
  return !movesByItself(view.status);
}
