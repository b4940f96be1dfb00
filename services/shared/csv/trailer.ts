const NUL = 0x00;
/** The end-of-file mark of CP/M and MS-DOS, which old exports still write. */
const CTRL_Z = 0x1a;

/**
 * More than this behind the last row is no padding any more; the rows' reader then sees it, and fails it. Without a
 * bound, what might be the file's end would be held in memory however long it goes on.
 */
const MAX_TRAILER_BYTES = 1024 * 1024;

/**
 * Where the trailer of some bytes begins: the Ctrl-Z and NULs that they end with, and the white space among them. Their
 * length when there is none.
 */
export function trailerStart(bytes: Uint8Array): number {
  let start = bytes.length;
  for (let index = bytes.length - 1; index >= 0; index--) {
    const byte = bytes[index] ?? 0;
    if (byte === NUL || byte === CTRL_Z) start = index;
    else if (!isSpace(byte)) break;
  }
  return start;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/**
 * Passes a file's bytes on without its trailer: what may be one is held back until something else follows. No byte of a
 * trailer is part of a longer character in any encoding that we read.
 */
export class TrailerFilter {
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #contentBytes = 0;

  /** The bytes that are certainly content. */
  push(chunk: Uint8Array): Uint8Array[] {
    // While something is held, white space alone does not decide either.
    const start = this.#heldBytes > 0 && isTrailing(chunk) ? 0 : trailerStart(chunk);
    const content = start > 0 ? [...this.#release(), chunk.subarray(0, start)] : [];
    if (start < chunk.length) {
      this.#held.push(chunk.subarray(start));
      this.#heldBytes += chunk.length - start;
      if (this.#heldBytes > MAX_TRAILER_BYTES) content.push(...this.#release());
    }
    for (const { length } of content) this.#contentBytes += length;
    return content;
  }

  /** How many bytes were passed on; at the file's end, how many it has without its trailer. */
  get contentBytes(): number {
    return this.#contentBytes;
  }

  get hasTrailer(): boolean {
    return this.#heldBytes > 0;
  }

  #release(): Uint8Array[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }
}

function isTrailing(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === NUL || byte === CTRL_Z || isSpace(byte));
}
