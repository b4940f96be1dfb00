import type { Readable } from 'node:stream';
import { Client, S3Error } from 'minio';
import type { ObjectStoreSettings } from '../config.ts';
import { LmsError } from '../errors.ts';
import { askStore, toStoreError, transportTo } from './store-errors.ts';

/** S3 refuses parts under 5 MiB except the last; a larger part would only hold more memory for each upload. */
const PART_BYTES = 5 * 1024 * 1024;

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly writtenAt: Date;
}

/**
 * Calls end with an LmsError: `unavailable` while the store cannot be reached or is too busy, `unexpected` when it
 * refuses, which trying again does not mend.
 */
export interface ObjectStore {
  /**
   * Streams `chunks` into an object, holding two parts in memory. When `chunks` throws, nothing is left behind.
   *
   * @param onMultipart gets the id of a multipart upload before its first part is sent
   * @returns the object's size in bytes
   * @throws what `chunks` throws, or LmsError `unavailable` or `unexpected`, as for all calls
   */
  write(
    key: string,
    chunks: AsyncIterable<Buffer>,
    onMultipart?: (uploadId: string) => Promise<void>,
  ): Promise<number>;
  /** @throws LmsError `missing` when the object does not exist, and `unavailable` */
  read(key: string): Promise<Readable>;
  /** Every object whose key begins with `prefix`, in the order of their keys. @throws LmsError `unavailable` */
  list(prefix: string): AsyncIterable<StoredObject>;
  remove(key: string): Promise<void>;
  abortMultipart(key: string, uploadId: string): Promise<void>;
  /** @throws LmsError `unavailable` when the store cannot be used now */
  check(): Promise<void>;
}

/** An object store over the S3 protocol. */
export function createObjectStore(settings: ObjectStoreSettings): ObjectStore {
  const client = createClient(settings);
  const bucket = settings.S3_BUCKET;
  return {
    write: (key, chunks, onMultipart) => write(client, bucket, key, chunks, onMultipart),
    read: (key) => read(client, bucket, key),
    list: (prefix) => list(client, bucket, prefix),
    remove: (key) => askStore(`Object ${key} cannot be removed`, () => client.removeObject(bucket, key)),
    abortMultipart: (key, uploadId) => abort(client, bucket, key, uploadId),
    check: async () => {
      const exists = await askStore('The object store does not answer', () => client.bucketExists(bucket));
      if (!exists) throw new LmsError('unavailable', `Bucket ${bucket} does not exist`, { retryable: true });
    },
  };
}

/** Creates the bucket if it is missing. */
export async function createBucket(settings: ObjectStoreSettings): Promise<void> {
  const client = createClient(settings);
  await askStore(`Bucket ${settings.S3_BUCKET} cannot be made`, async () => {
    if (!(await client.bucketExists(settings.S3_BUCKET))) await client.makeBucket(settings.S3_BUCKET);
  });
}

function createClient(settings: ObjectStoreSettings): Client {
  const endpoint = new URL(settings.S3_ENDPOINT);
  return new Client({
    endPoint: endpoint.hostname,
    port: Number(endpoint.port || (endpoint.protocol === 'https:' ? 443 : 80)),
    useSSL: endpoint.protocol === 'https:',
    transport: transportTo(endpoint),
    accessKey: settings.S3_ACCESS_KEY,
    secretKey: settings.S3_SECRET_KEY,
    // Saves a question about the bucket's region before the first call.
    region: settings.S3_REGION,
    pathStyle: true,
  });
}

async function read(client: Client, bucket: string, key: string): Promise<Readable> {
  return askStore(`Object ${key} cannot be read`, async () => {
    try {
      return await client.getObject(bucket, key);
    } catch (cause) {
      if (!(cause instanceof S3Error && cause.code === 'NoSuchKey')) throw cause;
      throw new LmsError('missing', `Object ${key} is not in the store`, { cause, server: 'object-store' });
    }
  });
}

async function* list(client: Client, bucket: string, prefix: string): AsyncGenerator<StoredObject> {
  const objects = client.listObjectsV2(bucket, prefix, true);
  try {
    for await (const { name, size, lastModified } of objects)
      if (name !== undefined) yield { key: name, bytes: size, writtenAt: lastModified };
  } catch (error) {
    throw toStoreError('Objects cannot be listed', error);
  }
}

async function write(
  client: Client,
  bucket: string,
  key: string,
  chunks: AsyncIterable<Buffer>,
  onMultipart?: (uploadId: string) => Promise<void>,
): Promise<number> {
  const etags: { part: number; etag: string }[] = [];
  let uploadId: string | undefined;
  let bytes = 0;
  /** The part on its way, while the next one is gathered. */
  let sending: Promise<unknown> = Promise.resolve();
  try {
    for await (const { body, last } of parts(chunks)) {
      await sending;
      bytes += body.length;
      if (last && uploadId === undefined) {
        await askStore(`Object ${key} cannot be written`, () =>
          client.putObject(bucket, key, body, body.length),
        );
        return bytes;
      }
      if (uploadId === undefined) {
        uploadId = await askStore('The upload cannot be begun', () =>
          client.initiateNewMultipartUpload(bucket, key, {}),
        );
        await onMultipart?.(uploadId);
      }
      const part = {
        bucketName: bucket,
        objectName: key,
        uploadID: uploadId,
        partNumber: etags.length + 1,
        headers: {},
      };
      sending = askStore(`Object ${key} cannot be written`, async () => {
        const { etag } = await client.uploadPart(part, body);
        etags.push({ part: part.partNumber, etag });
      });
      // The error is thrown where the promise is awaited, which can be after the client's next bytes.
      sending.catch(() => undefined);
    }
    await sending;
    const finished = uploadId ?? '';
    await askStore(`Object ${key} cannot be written`, () =>
      client.completeMultipartUpload(bucket, key, finished, etags),
    );
    return bytes;
  } catch (error) {
    // A part still on its way when its upload is aborted may be kept (S3, AbortMultipartUpload).
    await sending.catch(() => undefined);
    // The first error says why; an upload that cannot be taken back now is found again through its intent.
    if (uploadId !== undefined) await abort(client, bucket, key, uploadId).catch(() => undefined);
    throw error;
  }
}

/**
 * Gathers chunks into parts of {@link PART_BYTES}; the last one is what is left, and the only one when it is small.
 * They take turns with two buffers: a part holds until the next but one is asked for.
 */
async function* parts(chunks: AsyncIterable<Buffer>): AsyncGenerator<{ body: Buffer; last: boolean }> {
  let part: Buffer = Buffer.allocUnsafeSlow(PART_BYTES);
  let other: Buffer | undefined;
  let size = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    // A full part goes out only once more is known to come, so that the last one is never empty beside others.
    while (size + rest.length > PART_BYTES) {
      rest = rest.subarray(rest.copy(part, size));
      yield { body: part, last: false };
      [part, other] = [other ?? Buffer.allocUnsafeSlow(PART_BYTES), part];
      size = 0;
    }
    size += rest.copy(part, size);
  }
  yield { body: part.subarray(0, size), last: true };
}

async function abort(client: Client, bucket: string, key: string, uploadId: string): Promise<void> {
  await askStore(`Upload of ${key} cannot be aborted`, async () => {
    try {
      await client.abortMultipartUpload(bucket, key, uploadId);
    } catch (error) {
      if (!(error instanceof S3Error && error.code === 'NoSuchUpload')) throw error;
    }
  });
}
