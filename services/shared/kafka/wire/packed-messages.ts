import type { ConsumedMessage, ConsumedMessages } from '../consumer/consumed-batch.ts';

/** Numbers that a message takes in {@link Packed.numbers}, and which is where. */
const STRIDE = 5;
const OFFSET = 0;
const TIMESTAMP = 1;
const SOURCE = 2;
const START = 3;
const LENGTH = 4;

type Headers = Readonly<Record<string, string>>;

interface Packed {
  readonly numbers: number[];
  /** What the values are parts of. */
  readonly sources: Buffer[];
  /** Few messages have any. */
  readonly headers: Map<number, Headers>;
}

/**
 * Messages as numbers and the bytes they came in. A fetch waits in memory until all of it is written: as two objects
 * each, its messages would be moved by every collection until then.
 */
export class PackedMessages implements ConsumedMessages {
  /**
   * Never read. With the last object of a shape, a full collection throws away the code that V8 compiled for objects of
   * that shape, and while batches wait for PostgreSQL there may be none: one is kept of each that every message goes
   * through.
   */
  static readonly SAMPLE = new PackedMessages();

  readonly #packed: Packed;
  readonly #start: number;
  readonly #end: number | undefined;

  constructor(packed: Packed = { numbers: [], sources: [], headers: new Map() }, start = 0, end?: number) {
    this.#packed = packed;
    this.#start = start;
    this.#end = end;
  }

  get length(): number {
    return Math.max(0, (this.#end ?? this.#packed.numbers.length / STRIDE) - this.#start);
  }

  /**
   * @param span where in `source` the value is; its length is negative when it is null (Kafka documentation, "Record")
   */
  push(
    message: { readonly offset: number; readonly timestampMs: number; readonly headers: Headers | undefined },
    source: Buffer,
    span: { readonly start: number; readonly length: number },
  ): void {
    const { numbers, sources, headers } = this.#packed;
    if (sources.at(-1) !== source) sources.push(source);
    if (message.headers !== undefined) headers.set(numbers.length / STRIDE, message.headers);
    numbers.push(message.offset, message.timestampMs, sources.length - 1, span.start, span.length);
  }

  slice(start: number, end: number = this.length): PackedMessages {
    const placeOf = (index: number): number => this.#start + Math.min(index, this.length);
    return new PackedMessages(this.#packed, placeOf(start), placeOf(end));
  }

  [Symbol.iterator](): Iterator<ConsumedMessage> {
    const packed = this.#packed;
    const end = this.#start + this.length;
    let index = this.#start;
    // Not a generator, which V8 cannot make part of the loop that runs through all rows.
    return {
      next: () =>
        index < end
          ? { done: false, value: new PackedMessage(packed, index++) }
          : { done: true, value: undefined },
    };
  }
}

class PackedMessage implements ConsumedMessage {
  /** As {@link PackedMessages.SAMPLE}. */
  static readonly SAMPLE = new PackedMessage({ numbers: [], sources: [], headers: new Map() }, 0);

  readonly #packed: Packed;
  readonly #index: number;

  constructor(packed: Packed, index: number) {
    this.#packed = packed;
    this.#index = index;
  }

  get offset(): number {
    return this.#number(OFFSET);
  }

  get timestampMs(): number {
    return this.#number(TIMESTAMP);
  }

  get value(): Buffer | null {
    const length = this.#number(LENGTH);
    if (length < 0) return null;
    const start = this.#number(START);
    return this.#packed.sources[this.#number(SOURCE)]?.subarray(start, start + length) ?? null;
  }

  get size(): number {
    return Math.max(0, this.#number(LENGTH));
  }

  get headers(): Headers | undefined {
    return this.#packed.headers.get(this.#index);
  }

  #number(place: number): number {
    return this.#packed.numbers[this.#index * STRIDE + place] ?? 0;
  }
}
