import { toError } from '#shared/errors.ts';
import { type Arrivals, addArrivals, noArrivals, rowsOf } from './arrivals.ts';

export interface FlusherOptions {
  /** From so many rows on a flush begins at once. */
  readonly maxRows: number;
  /**
   * A flush holds no more rows than this, unless one batch does. After an outage all that was fetched waits; in one
   * flush it would take long, and people would see no count move meanwhile.
   */
  readonly maxFlushRows: number;
  /**
   * The least time from the start of one flush to the start of the next, unless {@link maxRows} are waiting, something
   * urgent or only failures.
   */
  readonly intervalMs: number;
  /**
   * The same after a flush of {@link manyRows} or more, when nothing urgent has come for {@link calmMs}: as many come
   * next, and should come together.
   */
  readonly busyIntervalMs: number;
  readonly calmMs: number;
  readonly manyRows: number;
  /** Called once for everything that arrives: whether to flush it as soon as the previous flush is done. */
  readonly isUrgent: (arrivals: Arrivals) => boolean;
  /** Makes all of it durable; retries what can be retried. */
  readonly flush: (arrivals: Arrivals) => Promise<void>;
}

interface Waiting {
  readonly arrivals: Arrivals;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * How long the first batch after a quiet time waits for others: one fetch brings those of several partitions one
 * after another, and they should share a flush. People would notice a tenth of a second.
 */
const GATHER_MS = 20;

/**
 * Collects what arrives from the partitions into flushes, one at a time, so that ClickHouse gets few large inserts
 * however many partitions there are. What waits here has not been acknowledged to Kafka: {@link add} resolves only
 * once it is durable. It is bounded, since every partition has one batch in hand at the most.
 */
export class Flusher {
  readonly #options: FlusherOptions;
  #waiting: Waiting[] = [];
  #waitingRows = 0;
  #urgent = false;
  /** When a flush that was not of failures alone began last, and how long the next one waits. */
  #lastStart = Number.NEGATIVE_INFINITY;
  #interval = 0;
  #lastUrgent = Number.NEGATIVE_INFINITY;
  /** When others have had the time to come beside what waits. */
  #gathered = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing = false;

  constructor(options: FlusherOptions) {
    this.#options = options;
  }

  /**
   * Resolves when what `arrivals` holds is durable.
   *
   * @throws what the flush threw
   */
  add(arrivals: Arrivals): Promise<void> {
    return new Promise((resolve, reject) => {
      const now = performance.now();
      const isUrgent = this.#options.isUrgent(arrivals);
      if (this.#waiting.length === 0 || (isUrgent && !this.#urgent)) this.#gathered = now + GATHER_MS;
      if (isUrgent) {
        this.#urgent = true;
        this.#lastUrgent = now;
      }
      this.#waiting.push({ arrivals, resolve, reject });
      this.#waitingRows += rowsOf(arrivals);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#flushing || this.#waiting.length === 0) return;
    if (this.#waitingRows >= this.#options.maxRows) {
      clearTimeout(this.#timer);
      void this.#flush();
      return;
    }
    const waits = !this.#urgent && !this.#onlyFailuresWait();
    const due = waits ? Math.max(this.#gathered, this.#lastStart + this.#interval) : this.#gathered;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#flush(), Math.max(0, due - performance.now()));
  }

  /**
   * Failures are published right before the counts that people see, and until they are stored nothing more is fetched:
   * on their own they neither wait nor delay what follows. None goes to ClickHouse, for whose sake flushes are few.
   */
  #onlyFailuresWait(): boolean {
    return this.#waiting.every(({ arrivals }) => rowsOf(arrivals) === arrivals.failures.length);
  }

  /** Takes what waits, oldest first, as far as a flush holds it. What is left behind goes with the next one. */
  #takeWaiting(): Waiting[] {
    let rows = 0;
    const isTaken = this.#waiting.map(({ arrivals }, index) => {
      rows += rowsOf(arrivals);
      return index === 0 || rows <= this.#options.maxFlushRows;
    });
    const end = isTaken.includes(false) ? isTaken.indexOf(false) : this.#waiting.length;
    const taken = this.#waiting.slice(0, end);
    this.#waiting = this.#waiting.slice(end);
    this.#waitingRows = this.#waiting.reduce((sum, { arrivals }) => sum + rowsOf(arrivals), 0);
    this.#urgent &&= this.#waiting.length > 0;
    return taken;
  }

  async #flush(): Promise<void> {
    if (!this.#onlyFailuresWait()) {
      const { manyRows, intervalMs, busyIntervalMs, calmMs } = this.#options;
      this.#lastStart = performance.now();
      const isCalm = this.#lastStart - this.#lastUrgent >= calmMs;
      this.#interval = this.#waitingRows >= manyRows && isCalm ? busyIntervalMs : intervalMs;
    }
    const taken = this.#takeWaiting();
    this.#flushing = true;
    try {
      const all = noArrivals();
      for (const { arrivals } of taken) addArrivals(all, arrivals);
      await this.#options.flush(all);
      for (const { resolve } of taken) resolve();
    } catch (error) {
      for (const { reject } of taken) reject(toError(error));
    } finally {
      this.#flushing = false;
      this.#schedule();
    }
  }
}
