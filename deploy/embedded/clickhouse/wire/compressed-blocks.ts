import { setImmediate } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { cityHash128 } from './city-hash.ts';
import { readLz4, storeLz4 } from './lz4.ts';

/*
 * ClickHouse's own compression, asked for by `compress=1` and `decompress=1`. A body is blocks, one after the other:
 * the checksum of what follows it (16 bytes), the method (1), the size from the method on (4), the unpacked size (4), the
 * data. Numbers are little-endian.
 */
const CHECKSUM_BYTES = 16;
const HEADER_BYTES = 9;
const METHOD = { stored: 0x02, lz4: 0x82, zstd: 0x90 } as const;
/** As ClickHouse cuts what it sends. */
const BLOCK_BYTES = 1 << 20;
/** No client sends larger ones, and the size in a header is only what somebody wrote there. */
const MAX_BLOCK_BYTES = 1 << 27;

/** Puts a body into blocks, leaving room for other requests between them. */
export async function* compressBlocks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.byteLength; start += BLOCK_BYTES) {
      yield compressBlock(chunk.subarray(start, start + BLOCK_BYTES));
      await setImmediate();
    }
  }
}

/** One block of LZ4, which is what the JDBC driver insists on. */
export function compressBlock(bytes: Uint8Array): Buffer {
  const data = storeLz4(bytes);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(METHOD.lz4, 0);
  header.writeUInt32LE(HEADER_BYTES + data.byteLength, 1);
  header.writeUInt32LE(bytes.byteLength, 5);
  const checked = Buffer.concat([header, data]);
  return Buffer.concat([checksumOf(checked), checked]);
}

/** Unpacks a whole body. Throws as ClickHouse does when it is damaged. */
export function decompressBlocks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0; start < body.byteLength; ) {
    const from = start + CHECKSUM_BYTES;
    if (body.byteLength < from + HEADER_BYTES) throw corrupted('a header is cut off');
    const end = from + body.readUInt32LE(from + 1);
    if (end < from + HEADER_BYTES || end > body.byteLength) throw corrupted('a block is cut off');
    const checked = body.subarray(from, end);
    if (!checksumOf(checked).equals(body.subarray(start, from))) {
      throw new Error(
        "Code: 40. DB::Exception: Checksum doesn't match: corrupted data. (CHECKSUM_DOESNT_MATCH)",
      );
    }
    parts.push(unpack(checked));
    start = end;
  }
  return Buffer.concat(parts);
}

function unpack(checked: Buffer): Buffer {
  const [method, size] = [checked.readUInt8(0), checked.readUInt32LE(5)];
  const data = checked.subarray(HEADER_BYTES);
  if (size > MAX_BLOCK_BYTES) throw corrupted(`a block of ${size} bytes`);
  try {
    if (method === METHOD.stored) return data;
    if (method === METHOD.lz4) return readLz4(data, size);
    if (method === METHOD.zstd) return zstdDecompressSync(data, { maxOutputLength: size });
  } catch (error) {
    throw corrupted(error instanceof Error ? error.message : String(error));
  }
  throw new Error(
    `Code: 89. DB::Exception: Unknown codec family code ${method}. (UNKNOWN_COMPRESSION_METHOD)`,
  );
}

function checksumOf(checked: Buffer): Buffer {
  const { buffer } = cityHash128(checked);
  return Buffer.from(buffer);
}

function corrupted(reason: string): Error {
  return new Error(`Code: 271. DB::Exception: Cannot decompress: ${reason}. (CANNOT_DECOMPRESS)`);
}
