/** Over which look-ups are counted: as long as an id that nobody knows is remembered (missing-schemas.ts). */
const WINDOW_MS = 5_000;

/**
 * Schemas that may be looked up for the messages of the same strangers in one window, less than a twentieth of what the
 * registry answers: with more, a producer that invents ids would take it from everyone who starts or sends with a new
 * schema. An honest producer uses a handful; with few, its own stray ids would keep a new schema of its from being
 * found.
 */
const MAX_LOOK_UPS = 250;

/** Topics remembered at once; feeds beyond it begin a new window early. */
const MAX_TRACKED = 10_000;

interface Window {
  readonly until: number;
  left: number;
}

/** Bounds how many schemas are looked up because of what strangers send, for each of them by itself. */
export class LookUpBudget {
  readonly #windows = new Map<string, Window>();

  /** How many of `wanted` may be looked up now; they count as looked up then. */
  take(strangers: string, wanted: number): number {
    const now = performance.now();
    let window = this.#windows.get(strangers);
    if (window === undefined || now >= window.until) {
      if (this.#windows.size >= MAX_TRACKED) this.#windows.clear();
      window = { until: now + WINDOW_MS, left: MAX_LOOK_UPS };
      this.#windows.set(strangers, window);
    }
    const taken = Math.min(wanted, window.left);
    window.left -= taken;
    return taken;
  }
}
