import { isMoving } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';

/**
 * Browsers open six connections to an HTTP/1.1 origin, counted over all tabs; a stream holds one for as long as an
 * import runs. With three, an upload and the pages' other calls always have room. What gets none is polled.
 */
const STREAMS_PER_BROWSER = 3;

/**
 * A stream that the server refused is not reconnected by the browser; a server that is unavailable is back within 10 s.
 */
const REOPEN_MS = 5_000;

/**
 * Follows an import by server-sent events until it is finished or `signal` aborts. EventSource itself reconnects
 * after a cut connection; the first event after connecting has the current state, so nothing is missed.
 */
export async function followImport(
  item: ImportView,
  onImport: (item: ImportView) => void,
  signal: AbortSignal,
): Promise<void> {
  await withStreamSlot(signal, () => readEvents(item, onImport, signal));
}

function readEvents(
  item: ImportView,
  onImport: (item: ImportView) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | undefined;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      source?.close();
      clearTimeout(reopening);
      resolve();
    };
    const open = (): void => {
      source = new EventSource(item.links.events);
      source.addEventListener('import', (event) => {
        const latest: ImportView = JSON.parse(event.data);
        onImport(latest);
        if (!isMoving(latest)) stop();
      });
      source.addEventListener('error', () => {
        if (source?.readyState === EventSource.CLOSED) reopening = setTimeout(open, REOPEN_MS);
      });
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    open();
  });
}

/** Runs `work` while holding one of the browser's slots; waits for one while all are taken, here or in other tabs. */
async function withStreamSlot(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  // Locks are missing on a page that came over plain HTTP from another host than localhost: there polling does it.
  if (!('locks' in navigator)) return;
  const slots = Array.from({ length: STREAMS_PER_BROWSER }, (_, slot) => `lms-import-stream-${slot}`);
  for (const slot of slots) {
    if (signal.aborted) return;
    const held = await navigator.locks.request(slot, { ifAvailable: true }, async (lock) => {
      if (lock === null) return false;
      await work();
      return true;
    });
    if (held) return;
  }
  const awaited = slots[Math.floor(Math.random() * slots.length)] ?? 'lms-import-stream-0';
  await navigator.locks.request(awaited, { signal }, work).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
