import { type FlatRecordLayout, NULL_BRANCH, VALUE_BRANCH } from './flat-record-layout.ts';

/** Where a {@link FlatRecordReader} has no text. */
export const NO_TEXT = -1;

/**
 * Reads records whose fields are all `["null", "string"]` or `["null", "long"]` without creating objects: it finds
 * where in the message each text is. An object with a string for each field took a sixth of what transcript-writer
 * itself does with a row (test/bench/log.md).
 */
export class FlatRecordReader {
  readonly #layout: FlatRecordLayout;
  /**
   * Where the texts of the record read last begin and end in {@link bytes}, by field; {@link NO_TEXT} where there is
   * none.
   */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Its numbers, by field; not a number where there is none. */
  readonly numbers: Float64Array;
  /** What it was read from. */
  bytes: Buffer = Buffer.alloc(0);
  #position = 0;

  constructor(layout: FlatRecordLayout) {
    this.#layout = layout;
    this.starts = new Int32Array(layout.length);
    this.ends = new Int32Array(layout.length);
    this.numbers = new Float64Array(layout.length);
  }

  /**
   * @returns whether the bytes from `start` to the end are such a record; if not, what was read last is lost either way
   */
  read(bytes: Buffer, start: number): boolean {
    this.bytes = bytes;
    this.#position = start;
    const layout = this.#layout;
    for (let index = 0; index < layout.length; index++) {
      const branch = bytes[this.#position++];
      if (branch !== NULL_BRANCH && branch !== VALUE_BRANCH) return false;
      const number = branch === NULL_BRANCH ? Number.NaN : this.#long();
      if (layout[index]?.isText !== true) {
        this.numbers[index] = number;
      } else if (branch === NULL_BRANCH) {
        this.starts[index] = NO_TEXT;
        this.ends[index] = NO_TEXT;
      } else {
        if (number < 0) return false;
        this.starts[index] = this.#position;
        this.#position += number;
        this.ends[index] = this.#position;
      }
    }
    return this.#position === bytes.length;
  }

  /** A zigzag varint; of one beyond 2^52, which is left to Avro, or cut off, something that lets {@link read} fail. */
  #long(): number {
    const bytes = this.bytes;
    let byte = bytes[this.#position++] ?? 0;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte > 0x7f; scale *= 0x80) {
      byte = bytes[this.#position++] ?? 0;
      value += (byte & 0x7f) * scale;
    }
    if (value > Number.MAX_SAFE_INTEGER) this.#position = Number.POSITIVE_INFINITY;
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
