import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { leftBehind } from '../support/left-behind.ts';

/** Three whole parts and a rest. */
const BYTES = 17 * 1024 * 1024 + 3;
/** Does not divide a part, so that chunks lie across their ends. */
const CHUNK_BYTES = 99_991;

const store = createObjectStore(readConfig(serviceEnvironment('ingest')));

async function* chunksOf(bytes: Buffer, until = bytes.length): AsyncGenerator<Buffer> {
  for (let from = 0; from < until; from += CHUNK_BYTES) yield bytes.subarray(from, from + CHUNK_BYTES);
}

it('keeps an object of several parts as it was written', async () => {
  const key = `test/${randomUUID()}`;
  const bytes = randomBytes(BYTES);
  expect(await store.write(key, chunksOf(bytes))).toBe(BYTES);
  expect((await buffer(await store.read(key))).equals(bytes)).toBe(true);
  await store.remove(key);
});

it('leaves nothing of an object that breaks off while a part is on its way', async () => {
  const key = `test/${randomUUID()}`;
  const bytes = randomBytes(BYTES);
  async function* broken(): AsyncGenerator<Buffer> {
    // The second part has just been handed on when this throws.
    yield* chunksOf(bytes, 10.5 * 1024 * 1024);
    throw new Error('the client is gone');
  }
  const before = (await leftBehind()).multipartUploads;
  await expect(store.write(key, broken())).rejects.toThrow('the client is gone');
  await expect(store.read(key)).rejects.toMatchObject({ code: 'missing', retryable: false });
  const after = (await leftBehind()).multipartUploads;
  expect(after.filter((upload) => !before.includes(upload))).toEqual([]);
});

it('lists the objects under a prefix', async () => {
  const folder = `test/${randomUUID()}`;
  const keys = ['a/1', 'a/2', 'b'].map((name) => `${folder}/${name}`);
  for (const key of keys) await store.write(key, chunksOf(Buffer.from(key)));
  expect((await Array.fromAsync(store.list(`${folder}/`))).map(({ key, bytes }) => [key, bytes])).toEqual(
    keys.map((key) => [key, key.length]),
  );
  expect((await Array.fromAsync(store.list(`${folder}/a/1`))).map(({ key }) => key)).toEqual([keys[0]]);
  for (const key of keys) await store.remove(key);
});
