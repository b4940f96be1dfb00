import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'minio';
import type { Part } from '../supervisor.ts';
import { type ServerContext, START_WITHIN_MS, STOP_WITHIN_MS } from './context.ts';
import { javaCommand, propertiesText } from './java.ts';

export const S3_BUCKET = 'training-imports';

/** The object store: S3's protocol over a folder of plain files. Its bucket exists once it is ready. */
export function s3Part(context: ServerContext): Part {
  const folder = join(context.dataDir, 's3');
  const configuration = join(folder, 's3proxy.conf');
  return {
    name: 's3',
    command: async () => {
      await mkdir(join(folder, 'objects'), { recursive: true, mode: 0o700 });
      await writeFile(configuration, properties(context, join(folder, 'objects')), { mode: 0o600 });
      return javaCommand(context, {
        name: 's3',
        heapMegabytes: 256,
        // With the fast one alone a row cost it 2.5 µs instead of 1.0, probably for hashing every byte it stores.
        compilers: 'both',
        args: [
          `-Dlogback.configurationFile=${join(import.meta.dirname, '../java/s3proxy/logback.xml')}`,
          '-cp',
          join(context.java.s3proxyLib, '*'),
          'org.gaul.s3proxy.Main',
          '--properties',
          configuration,
        ],
      });
    },
    isReady: () => hasBucket(context),
    startWithinMs: START_WITHIN_MS,
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
}

function properties(context: ServerContext, objects: string): string {
  const { accessKey, secretKey } = context.secrets.s3;
  return propertiesText({
    's3proxy.endpoint': `http://127.0.0.1:${context.ports.s3}`,
    's3proxy.authorization': 'aws-v2-or-v4',
    's3proxy.identity': accessKey,
    's3proxy.credential': secretKey,
    'jclouds.provider': 'filesystem-nio2',
    'jclouds.filesystem.basedir': objects,
    // The storage behind is a folder; it asks for names that it never uses.
    'jclouds.identity': 'unused',
    'jclouds.credential': 'unused',
  });
}

async function hasBucket(context: ServerContext): Promise<boolean> {
  const client = new Client({
    endPoint: '127.0.0.1',
    port: context.ports.s3,
    useSSL: false,
    region: 'us-east-1',
    ...context.secrets.s3,
  });
  if (!(await client.bucketExists(S3_BUCKET))) await client.makeBucket(S3_BUCKET);
  return true;
}
