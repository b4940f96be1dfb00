/** A length that does not fit into its half of the token goes on in bytes, the last of which is no 255. */
const IN_TOKEN = 15;
const SHORTEST_MATCH = 4;

/**
 * An LZ4 block that holds `bytes` as they are. Whoever asks is on this machine, where packing would cost more time than
 * it saves.
 */
export function storeLz4(bytes: Uint8Array): Buffer {
  const length = bytes.byteLength;
  if (length < IN_TOKEN) return Buffer.concat([Buffer.of(length << 4), bytes]);
  const rest = length - IN_TOKEN;
  const head = Buffer.alloc(2 + Math.floor(rest / 255), 255);
  head[0] = IN_TOKEN << 4;
  head[head.length - 1] = rest % 255;
  return Buffer.concat([head, bytes]);
}

/** Unpacks an LZ4 block of `size` bytes. Throws a RangeError when it is not one. */
export function readLz4(block: Uint8Array, size: number): Buffer {
  const output = Buffer.alloc(size);
  let [from, to] = [0, 0];
  const next = (): number => {
    const byte = block[from++];
    if (byte === undefined) throw new RangeError('the block ends too early');
    return byte;
  };
  const lengthOf = (inToken: number): number => {
    let length = inToken;
    for (let more = inToken === IN_TOKEN ? 255 : 0; more === 255; length += more) more = next();
    return length;
  };
  while (from < block.byteLength) {
    const token = next();
    const literals = lengthOf(token >> 4);
    if (from + literals > block.byteLength || to + literals > size) {
      throw new RangeError('more bytes than the block holds');
    }
    output.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence is literals only.
    if (from === block.byteLength) break;
    const distance = next() + (next() << 8);
    const end = to + lengthOf(token & 0xf) + SHORTEST_MATCH;
    if (distance === 0 || distance > to || end > size) throw new RangeError('a match outside the block');
    // Byte by byte: a match may overlap what it writes.
    for (; to < end; to += 1) output[to] = output[to - distance] ?? 0;
  }
  if (to !== size) throw new RangeError('fewer bytes than the block names');
  return output;
}
