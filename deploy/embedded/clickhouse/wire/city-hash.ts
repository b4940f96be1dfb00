/*
 * CityHash 1.0.2 of 128 bits, the version that ClickHouse stays with. After Google's original, whose licence (MIT) asks
 * for this line: Copyright (c) 2011 Google, Inc.
 *
 * Every result is cut to 64 bits where it arises, which also keeps it a machine word for V8.
 */
type Pair = BigUint64Array<ArrayBuffer>;

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const K3 = 0xc949d7c7509e6557n;
const MULTIPLIER = 0x9ddfea08eb382d69n;
/** The main loop takes this many bytes a round; whatever is shorter goes another way. */
const ROUND = 128;

/** The checksum of a block: the lower 64 bits, then the upper ones. */
export function cityHash128(bytes: Uint8Array): Pair {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength;
  if (length >= 16) {
    const rest = new DataView(bytes.buffer, bytes.byteOffset + 16, length - 16);
    return withSeeds(rest, BigUint64Array.of(fetch64(view, 0) ^ K3, fetch64(view, 8)));
  }
  if (length >= 8) {
    const seeds = BigUint64Array.of(
      fetch64(view, 0) ^ cut(BigInt(length) * K0),
      fetch64(view, length - 8) ^ K1,
    );
    return withSeeds(new DataView(bytes.buffer, bytes.byteOffset, 0), seeds);
  }
  return withSeeds(view, BigUint64Array.of(K0, K1));
}

function withSeeds(view: DataView, [first = 0n, second = 0n]: Pair): Pair {
  const length = view.byteLength;
  if (length < ROUND) return murmur(view, first, second);
  let [x, y, z] = [first, second, cut(K1 * BigInt(length))];
  const v = new BigUint64Array(2);
  const w = new BigUint64Array(2);
  v[0] = cut(rotate(y ^ K1, 49n) * K1 + fetch64(view, 0));
  v[1] = cut(rotate(at(v, 0), 42n) * K1 + fetch64(view, 8));
  w[0] = cut(rotate(cut(y + z), 35n) * K1 + x);
  w[1] = cut(rotate(cut(x + fetch64(view, 88)), 53n) * K1);
  let position = 0;
  for (; length - position >= ROUND || position % ROUND !== 0; position += 64) {
    x = cut(rotate(cut(x + y + at(v, 0) + fetch64(view, position + 16)), 37n) * K1) ^ at(w, 1);
    y = cut(rotate(cut(y + at(v, 1) + fetch64(view, position + 48)), 42n) * K1) ^ at(v, 0);
    z = rotate(z ^ at(w, 0), 33n);
    weakHash(view, position, cut(at(v, 1) * K1), cut(x + at(w, 0)), v);
    weakHash(view, position + 32, cut(z + at(w, 1)), y, w);
    [x, z] = [z, x];
  }
  y = cut(y + rotate(at(w, 0), 37n) * K0 + z);
  x = cut(x + rotate(cut(at(v, 0) + z), 49n) * K0);
  for (let tail = length - 32; tail > position - 32; tail -= 32) {
    y = cut(rotate(cut(y - x), 42n) * K0 + at(v, 1));
    w[0] = cut(at(w, 0) + fetch64(view, tail + 16));
    x = cut(rotate(x, 49n) * K0 + at(w, 0));
    w[0] = cut(at(w, 0) + at(v, 0));
    weakHash(view, tail, at(v, 0), at(v, 1), v);
  }
  x = hash16(x, at(v, 0));
  y = hash16(y, at(w, 0));
  return BigUint64Array.of(
    hash16(cut(x + at(v, 1)), at(w, 1)) + y,
    hash16(cut(x + at(w, 1)), cut(y + at(v, 1))),
  );
}

function murmur(view: DataView, first: bigint, second: bigint): Pair {
  const length = view.byteLength;
  let [a, b] = [first, second];
  let c: bigint;
  let d: bigint;
  if (length <= 16) {
    a = cut(mix(cut(a * K1)) * K1);
    c = cut(b * K1 + hashShort(view));
    d = mix(cut(a + (length >= 8 ? fetch64(view, 0) : c)));
  } else {
    c = hash16(cut(fetch64(view, length - 8) + K1), a);
    d = hash16(cut(b + BigInt(length)), cut(c + fetch64(view, length - 16)));
    a = cut(a + d);
    for (let position = 0; position < length - 16; position += 16) {
      a = cut((a ^ cut(mix(cut(fetch64(view, position) * K1)) * K1)) * K1);
      b ^= a;
      c = cut((c ^ cut(mix(cut(fetch64(view, position + 8) * K1)) * K1)) * K1);
      d ^= c;
    }
  }
  a = hash16(a, c);
  b = hash16(d, b);
  return BigUint64Array.of(a ^ b, hash16(b, a));
}

/** At most 16 bytes. */
function hashShort(view: DataView): bigint {
  const length = view.byteLength;
  if (length > 8) {
    const [a, b] = [fetch64(view, 0), fetch64(view, length - 8)];
    return hash16(a, rotate(cut(b + BigInt(length)), BigInt(length))) ^ b;
  }
  if (length >= 4) {
    const [a, b] = [BigInt(view.getUint32(0, true)), BigInt(view.getUint32(length - 4, true))];
    return hash16(cut((a << 3n) + BigInt(length)), b);
  }
  if (length === 0) return K2;
  const y = view.getUint8(0) + (view.getUint8(length >>> 1) << 8);
  const z = length + (view.getUint8(length - 1) << 2);
  return cut(mix(cut(BigInt(y) * K2) ^ cut(BigInt(z) * K3)) * K2);
}

/** Takes 32 bytes into `pair`. */
function weakHash(view: DataView, position: number, first: bigint, second: bigint, pair: Pair): void {
  const [last, a] = [fetch64(view, position + 24), cut(first + fetch64(view, position))];
  const b = rotate(cut(second + a + last), 21n);
  const sum = cut(a + fetch64(view, position + 8) + fetch64(view, position + 16));
  pair[0] = cut(sum + last);
  pair[1] = cut(b + rotate(sum, 44n) + a);
}

function hash16(low: bigint, high: bigint): bigint {
  let a = cut((low ^ high) * MULTIPLIER);
  a ^= a >> 47n;
  const b = cut((high ^ a) * MULTIPLIER);
  return cut((b ^ (b >> 47n)) * MULTIPLIER);
}

function mix(value: bigint): bigint {
  return value ^ (value >> 47n);
}

function rotate(value: bigint, bits: bigint): bigint {
  return cut((value >> bits) | (value << (64n - bits)));
}

function fetch64(view: DataView, position: number): bigint {
  return view.getBigUint64(position, true);
}

function at(pair: Pair, index: 0 | 1): bigint {
  return pair[index] ?? 0n;
}

function cut(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
