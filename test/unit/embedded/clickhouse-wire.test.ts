import { describe, expect, it } from 'vitest';
import { cityHash128 } from '../../../deploy/embedded/clickhouse/wire/city-hash.ts';
import {
  compressBlock,
  compressBlocks,
  decompressBlocks,
} from '../../../deploy/embedded/clickhouse/wire/compressed-blocks.ts';
import { readLz4 } from '../../../deploy/embedded/clickhouse/wire/lz4.ts';
import { withRevision } from '../../../deploy/embedded/clickhouse/wire/native-revision.ts';

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * index * 7 + index * 31 + 11) & 255);
}

describe('the checksum of a block', () => {
  // As the package clickhouse-cityhash computes it.
  it.each([
    [0, '3df09dfc64c09a2b3cb540c392e51e29'],
    [3, '33e23f07c740b6afb8d4622acfa75cf7'],
    [7, '34ffe788a0d697b4877a141d92eda8f5'],
    [8, '2f7e382af828b2eb8dd4515012b2c746'],
    [15, 'e94f84c60298d67a4bde2c81183af0ae'],
    [16, '561bf9ed38667d777d53c8a6ea481d01'],
    [24, '88d8ccf1afb495a15e056c1e622e44da'],
    [33, '51267de78774af37d43ec41d40f266b1'],
    [127, '2243b145d57c8f2d4d8614468f43348b'],
    [143, '62bff0f117e6d35e2a43439501b603aa'],
    [144, '851ff0c0dfb556f51b363ea8c39dc5d9'],
    [145, '79ee2d1ecbbb35a57ecc93dbe59eb0da'],
    [400, '288c717c2eae5257dc21475ae6509589'],
    [1000, 'f1fcc2da26694fe80c38350ba328890b'],
  ])('of %i bytes', (length, expected) => {
    const halves = [...cityHash128(bytesOf(length))];
    expect(halves.map((half) => half.toString(16).padStart(16, '0')).join('')).toBe(expected);
  });
});

describe("a body in ClickHouse's blocks", () => {
  it.each([0, 1, 14, 15, 16, 269, 270, 271, 1000, (1 << 20) + 1])(
    'of %i bytes is what it was',
    async (length) => {
      const blocks = await Array.fromAsync(compressBlocks([bytesOf(length)]));
      expect(blocks).toHaveLength(Math.ceil(length / (1 << 20)));
      expect(decompressBlocks(Buffer.concat(blocks)).equals(bytesOf(length))).toBe(true);
    },
  );

  it('is LZ4 and names its sizes', () => {
    const block = compressBlock(bytesOf(100));
    expect(block.readUInt8(16)).toBe(0x82);
    expect(block.readUInt32LE(17)).toBe(block.byteLength - 16);
    expect(block.readUInt32LE(21)).toBe(100);
  });

  it.each([
    ['a byte that is another', (block: Buffer) => block.fill(block.readUInt8(40) ^ 1, 40, 41), /Code: 40\./],
    ['a header that is cut off', (block: Buffer) => block.subarray(0, 20), /Code: 271\./],
    ['an end that is cut off', (block: Buffer) => block.subarray(0, -1), /Code: 271\./],
  ])('is refused for %s', (_, damage, error) => {
    expect(() => decompressBlocks(damage(compressBlock(bytesOf(100))))).toThrow(error);
  });

  it('may have been packed', () => {
    const text = `${'LZ4 repeats, repeats, repeats. '.repeat(20)}${'A'.repeat(300)}end of it`;
    const packed = 'cd4c5a3420726570656174732c09002f2e201f00ffff3c1f410100ff1990656e64206f66206974';
    expect(readLz4(Buffer.from(packed, 'hex'), text.length).toString()).toBe(text);
  });

  it.each([
    ['too few bytes', 'f0ff', 400],
    ['a match before the beginning', '10410500', 5],
    ['another size', '1041', 2],
    ['more than its size', '3041424304', 2],
  ])('may not be %s', (_, packed, size) => {
    expect(() => readLz4(Buffer.from(packed, 'hex'), size)).toThrow(RangeError);
  });
});

describe('a result in Native', () => {
  // Two rows of every type that has a shape of its own, as the engine writes them.
  const RESULT = Buffer.from(
    'CwIBbgVVSW50OAABAXMGU3RyaW5nATABMQFtEE51bGxhYmxlKFVJbnQxNikAAQAAAQABbCBMb3dDYXJkaW5hbGl0eShOdWxsYWJsZShTdHJpbmcp' +
      'KQEAAAAAAAAAAAYAAAAAAAAEAAAAAAAAAAAAATABMQIAAAAAAAAAAgMBYQ1BcnJheShTdHJpbmcpAgAAAAAAAAAEAAAAAAAAAAEwAXgBMQF4' +
      'AXASTWFwKFN0cmluZywgVUludDgpAQAAAAAAAAACAAAAAAAAAAFrAWsAAQF0GFR1cGxlKGEgSW50MzIsIGIgU3RyaW5nKQAAAAABAAAAAXEB' +
      'cQFkDURlY2ltYWwoOSwgMikAAAAAZAAAAAFmDkZpeGVkU3RyaW5nKDMpYWIAYWIAAXodQXJyYXkoTG93Q2FyZGluYWxpdHkoU3RyaW5nKSkB' +
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABZRtFbnVtOCgnYSwgKGInID0gMSwgJ2InID0gMikCAg==',
    'base64',
  );
  const TYPES = [
    'UInt8',
    'String',
    'Nullable(UInt16)',
    'LowCardinality(Nullable(String))',
    'Array(String)',
    'Map(String, UInt8)',
    'Tuple(a Int32, b String)',
    'Decimal(9, 2)',
    'FixedString(3)',
    'Array(LowCardinality(String))',
    "Enum8('a, (b' = 1, 'b' = 2)",
  ];
  const BLOCK_INFORMATION = Buffer.from('010002ffffffff00', 'hex');

  it('stays as it is for a client that names no revision', () => {
    expect(withRevision(RESULT, 0)).toEqual([RESULT]);
  });

  it('has information about each block, if the revision is one that has', () => {
    const [first, second, ...more] = withRevision(Buffer.concat([RESULT, RESULT]), 54_405);
    expect([first, second]).toEqual([BLOCK_INFORMATION, RESULT]);
    expect(more).toEqual([BLOCK_INFORMATION, RESULT]);
  });

  it('says of each column that it is written as usual, right behind its type', () => {
    const [information, ...parts] = withRevision(RESULT, 54_460);
    expect(information).toEqual(BLOCK_INFORMATION);
    const flags = parts.filter((_, index) => index % 2 === 1);
    expect(flags).toEqual(TYPES.map(() => Buffer.of(0)));
    const rest = parts.filter((_, index) => index % 2 === 0);
    expect(Buffer.concat(rest)).toEqual(RESULT);
    const ends = rest.map((part) => Buffer.from(part).toString('latin1'));
    expect(TYPES.filter((type, column) => !ends[column]?.endsWith(type))).toEqual([]);
  });

  it('is refused with a type that it cannot pass', () => {
    const variant = Buffer.concat([
      Buffer.of(1, 1, 1),
      Buffer.from('v'),
      Buffer.of(7),
      Buffer.from('Dynamic'),
    ]);
    expect(() => withRevision(variant, 54_460)).toThrow(/^Code: 48\./);
  });
});
