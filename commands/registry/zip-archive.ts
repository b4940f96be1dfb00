import { crc32 } from 'node:zlib';

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: string;
}

/** PKWARE APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16: what each part of an archive begins with. */
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;

/** "Version needed to extract" 2.0, which every reader has. */
const VERSION = 20;
/** General purpose bit 11: names are UTF-8. */
const UTF8_NAMES = 0x0800;
/** The earliest date that the format can write, 1980-01-01; with a real one, no two archives would be the same. */
const DATE = 0x0021;

/** A zip archive of small files, stored without compression. */
export function zipArchive(entries: readonly ZipEntry[]): Buffer<ArrayBuffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const [nameBytes, bytes] = [Buffer.from(name), Buffer.from(content)];
    const common = commonFields(nameBytes, bytes);
    const file = Buffer.concat([uint32(LOCAL_HEADER), common, nameBytes, bytes]);
    // Between the common fields and the offset: comment, disk and attributes, all empty.
    directory.push(
      Buffer.concat([
        uint32(CENTRAL_HEADER),
        uint16(VERSION),
        common,
        Buffer.alloc(10),
        uint32(offset),
        nameBytes,
      ]),
    );
    files.push(file);
    offset += file.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.concat([
    uint32(END_OF_DIRECTORY),
    Buffer.alloc(4),
    uint16(entries.length),
    uint16(entries.length),
    uint32(central.length),
    uint32(offset),
    uint16(0),
  ]);
  return Buffer.concat([...files, central, end]);
}

/** What the header before a file and its entry in the directory have in common. */
function commonFields(name: Buffer, content: Buffer): Buffer {
  const stored = 0;
  return Buffer.concat([
    ...[VERSION, UTF8_NAMES, stored, 0, DATE].map(uint16),
    uint32(crc32(content)),
    uint32(content.length),
    uint32(content.length),
    uint16(name.length),
    uint16(0),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
