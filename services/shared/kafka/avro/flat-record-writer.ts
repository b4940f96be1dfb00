import { NULL_BRANCH, VALUE_BRANCH } from './flat-record-layout.ts';

/** The values of a record's fields, in their order. */
export type FlatValues = readonly (string | number | null)[];

/** What a value takes beside its characters at most: its branch, and its length or itself as a varint. */
const MAX_OVERHEAD_BYTES = 10;

/** A UTF-16 code unit is at most three bytes of UTF-8. */
const MAX_BYTES_PER_CODE_UNIT = 3;

/** Texts shorter than this have their length in one byte, once it is doubled by the zigzag encoding. */
const SHORT = 0x40;

/** More than {@link writeFlatRecord} can need. */
export function maxBytesOf(values: FlatValues): number {
  let characters = 0;
  for (const value of values) if (typeof value === 'string') characters += value.length;
  return MAX_BYTES_PER_CODE_UNIT * characters + MAX_OVERHEAD_BYTES * values.length;
}

/**
 * Writes a record whose fields are all `["null", "string"]` or `["null", "long"]`, as Avro would, to `target`, which
 * must have room for it (see {@link maxBytesOf}). With Avro's library reading and encoding a file took 1 µs a row more
 * (test/bench/log.md).
 *
 * @param values numbers are whole and not negative
 * @returns where it ends
 */
export function writeFlatRecord(values: FlatValues, target: Buffer, start: number): number {
  let end = start;
  for (const value of values) {
    target[end++] = value === null ? NULL_BRANCH : VALUE_BRANCH;
    if (typeof value === 'number') end = writeLong(value, target, end);
    else if (value !== null) end = writeText(value, target, end);
  }
  return end;
}

function writeText(text: string, target: Buffer, start: number): number {
  const { length } = text;
  if (length < SHORT) {
    let end = start + 1;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) break;
      target[end++] = code;
    }
    if (end === start + 1 + length) {
      target[start] = 2 * length;
      return end;
    }
  }
  const end = writeLong(Buffer.byteLength(text), target, start);
  return end + target.write(text, end);
}

/** As a zigzag varint (Avro specification, "Binary Encoding"). */
function writeLong(value: number, target: Buffer, start: number): number {
  let rest = 2 * value;
  let end = start;
  while (rest > 0x7f) {
    target[end++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  target[end++] = rest;
  return end;
}
