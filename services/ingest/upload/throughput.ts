/** How many bytes must come, and over which time they are counted. */
export interface Minimum {
  readonly bytesPerSecond: number;
  readonly overSeconds: number;
}

/** The grain in which bytes are counted; what a minimum is counted over is a multiple of it. */
const SAMPLE_SECONDS = 10;

/** Watches how fast an upload's bytes come, and says once when they come too slowly. */
export class Throughput {
  readonly #minimum: () => Minimum;
  readonly #onTooSlow: () => void;
  readonly #timer: NodeJS.Timeout;
  #samples: number[] = [];
  #bytes = 0;
  #isHeldBack = false;

  /** @param minimum called at each sample, so that it may depend on who else waits */
  constructor(minimum: () => Minimum, onTooSlow: () => void) {
    this.#minimum = minimum;
    this.#onTooSlow = onTooSlow;
    this.#timer = setInterval(() => this.#sample(), SAMPLE_SECONDS * 1_000);
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** We did not read for a while: the client is not to blame for what did not come in this sample. */
  heldBack(): void {
    this.#isHeldBack = true;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    this.#samples.push(this.#isHeldBack ? Number.POSITIVE_INFINITY : this.#bytes);
    this.#bytes = 0;
    this.#isHeldBack = false;
    const { bytesPerSecond, overSeconds } = this.#minimum();
    const counted = this.#samples.slice(-overSeconds / SAMPLE_SECONDS);
    if (counted.length * SAMPLE_SECONDS < overSeconds) return;
    const bytes = counted.reduce((sum, sample) => sum + sample, 0);
    if (bytes >= bytesPerSecond * overSeconds) return;
    this.close();
    this.#onTooSlow();
  }
}
