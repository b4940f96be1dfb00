import { untilReachable } from './connection.ts';

/** A second failure this soon is not an update of the LMS; loading the page again and again would not help. */
const AGAIN_MS = 10_000;
const KEY = 'lms-reloaded-at';

/**
 * After an update of the LMS the scripts of pages that this tab has not opened yet are deleted: loading the page again
 * fetches the new ones. Vite reports a script that could not be fetched by an event. While the LMS does not answer, the browser
 * would replace the page by its own.
 */
export function reloadAfterUpdate(): void {
  window.addEventListener('vite:preloadError', () => {
    const before = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - before < AGAIN_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    void untilReachable().then(() => window.location.reload());
  });
}
