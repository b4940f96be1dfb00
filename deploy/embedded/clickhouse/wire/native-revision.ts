import { elementType, parseType, widthOf } from './native-types.ts';

/*
 * The format Native has a revision, which a client names by `client_protocol_version`. The engine writes it without one;
 * from some revision on a block begins with what is known about it, and each column tells whether it is written in a
 * special way. Neither can be put in without finding where columns end.
 */
const WITH_BLOCK_INFORMATION = 51_903;
const WITH_CUSTOM_SERIALIZATION = 54_454;

/** Not an overflow, of no bucket; each with its number, and 0 at the end. */
const BLOCK_INFORMATION = Buffer.of(1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0);
const NOT_CUSTOM = Buffer.of(0);

/** A block's keys, other than those of a shared dictionary, follow in the block. */
const HAS_KEYS = 1n << 9n;

/** Turns a result of the format Native without a revision into one of `revision`. */
export function withRevision(bytes: Uint8Array, revision: number): Uint8Array[] {
  if (revision < WITH_BLOCK_INFORMATION) return [bytes];
  const parts: Uint8Array[] = [];
  const cursor = new Cursor(bytes);
  while (!cursor.atEnd) {
    parts.push(BLOCK_INFORMATION, ...blockWithRevision(cursor, revision));
  }
  return parts;
}

function* blockWithRevision(cursor: Cursor, revision: number): Generator<Uint8Array> {
  const columns = cursor.number();
  const rows = cursor.number();
  for (let column = 0; column < columns; column += 1) {
    cursor.skip(cursor.number());
    const type = cursor.text(cursor.number());
    if (revision >= WITH_CUSTOM_SERIALIZATION) {
      yield cursor.taken();
      yield NOT_CUSTOM;
    }
    if (rows > 0) skipColumn(cursor, type, rows);
  }
  yield cursor.taken();
}

function skipColumn(cursor: Cursor, type: string, rows: number): void {
  skipPrefix(cursor, type);
  skipValues(cursor, type, rows);
}

/** Before a column's values come the versions of those of its parts that have one. */
function skipPrefix(cursor: Cursor, text: string): void {
  const { name, arguments: parts } = parseType(text);
  if (name === 'LowCardinality') cursor.skip(8);
  else if (name === 'Tuple') for (const part of parts) skipPrefix(cursor, elementType(part));
  else if (name === 'Map') for (const part of parts) skipPrefix(cursor, part);
  else if (name === 'Array' || name === 'Nullable') skipPrefix(cursor, parts[0] ?? '');
  else if (name === 'SimpleAggregateFunction') skipPrefix(cursor, parts[1] ?? '');
}

function skipValues(cursor: Cursor, text: string, rows: number): void {
  const type = parseType(text);
  const [first = ''] = type.arguments;
  const width = widthOf(type);
  if (width !== undefined) {
    cursor.skip(width * rows);
    return;
  }
  switch (type.name) {
    case 'String':
      for (let row = 0; row < rows; row += 1) cursor.skip(cursor.number());
      return;
    case 'Nullable':
      cursor.skip(rows);
      skipValues(cursor, first, rows);
      return;
    case 'LowCardinality':
      skipLowCardinality(cursor, first, rows);
      return;
    case 'Array':
      skipValues(cursor, first, skipOffsets(cursor, rows));
      return;
    case 'Map': {
      const elements = skipOffsets(cursor, rows);
      for (const part of type.arguments) skipValues(cursor, part, elements);
      return;
    }
    case 'Tuple':
      for (const part of type.arguments) skipValues(cursor, elementType(part), rows);
      return;
    case 'SimpleAggregateFunction':
      skipValues(cursor, type.arguments[1] ?? '', rows);
      return;
    default:
      throw new Error(
        `Code: 48. DB::Exception: The embedded ClickHouse does not write the type ${text} for this client. (NOT_IMPLEMENTED)`,
      );
  }
}

/** Where each array ends; the last one is how many elements there are. */
function skipOffsets(cursor: Cursor, rows: number): number {
  if (rows === 0) return 0;
  cursor.skip(8 * (rows - 1));
  return Number(cursor.uint64());
}

function skipLowCardinality(cursor: Cursor, text: string, rows: number): void {
  if (rows === 0) return;
  const flags = cursor.uint64();
  if ((flags & HAS_KEYS) !== 0n) {
    const { name, arguments: parts } = parseType(text);
    // A null is one of the keys, so that these are never nullable.
    skipValues(cursor, name === 'Nullable' ? (parts[0] ?? '') : text, Number(cursor.uint64()));
  }
  const indexWidth = 1 << Number(flags & 0xffn);
  cursor.skip(indexWidth * Number(cursor.uint64()));
}

class Cursor {
  readonly #bytes: Buffer;
  #position = 0;
  #takenTo = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** What has been passed since the last call. */
  taken(): Uint8Array {
    const part = this.#bytes.subarray(this.#takenTo, this.#position);
    this.#takenTo = this.#position;
    return part;
  }

  skip(count: number): void {
    if (this.#position + count > this.#bytes.length)
      throw new RangeError('a result in Native ends too early');
    this.#position += count;
  }

  text(length: number): string {
    const start = this.#position;
    this.skip(length);
    return this.#bytes.toString('utf8', start, this.#position);
  }

  /** Of seven bits a byte, the lowest first. */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const start = this.#position;
      this.skip(1);
      const byte = this.#bytes.readUInt8(start);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  uint64(): bigint {
    const start = this.#position;
    this.skip(8);
    return this.#bytes.readBigUInt64LE(start);
  }
}
