import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FeedRecord, FeedRecordName } from './feed.ts';
import { endpoints } from './product.ts';

export const execute = promisify(execFile);

/** Packages of other languages come once for a machine; the folder's name changes with what is asked for. */
const CACHE = 'node_modules/.cache/producers';

/** Fills a folder of the cache by `fill`, once for the content of `file`; a broken attempt leaves nothing behind. */
export async function cached(file: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const name = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
    .slice(0, 16);
  const folder = `${CACHE}/${name}`;
  if (existsSync(folder)) return folder;
  const work = `${folder}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    await fill(work);
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** The folder with the jars that the Java producers need. */
export function javaLibraries(): Promise<string> {
  return fetchLibraries('deploy/producers/java/pom.xml');
}

/** The folder with the jars that a pom names. */
export function fetchLibraries(pom: string): Promise<string> {
  return cached(pom, async (folder) => {
    await execute('mvn', [
      ...['-q', '-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime'],
      `-DoutputDirectory=${process.cwd()}/${folder}`,
    ]);
  });
}

/** What a producer of `tenant` needs to know, as deploy/producers/README.md says. */
export function producerEnvironment(tenant: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { kafka, registry } = endpoints();
  const account = kafka.users[`${tenant}-hr`];
  return {
    ...process.env,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_SECURITY_PROTOCOL: kafka.securityProtocol,
    KAFKA_USERNAME: account?.username,
    KAFKA_PASSWORD: account?.password,
    REGISTRY_URL: registry.url,
    TENANT: tenant,
    ...more,
  };
}

export interface ReplayLine {
  readonly name: FeedRecordName;
  readonly fields: FeedRecord;
}

/** Where the broker put a record, and when. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
  readonly timeMs: number;
}

/**
 * Sends records with the Java client, through a producer of each compression in turn, in the order of `lines`.
 *
 * @param inTheMiddle done when the first half has been stored and before the rest is sent
 */
export async function replayFeed(
  tenant: string,
  lines: readonly ReplayLine[],
  inTheMiddle: () => Promise<void>,
): Promise<Place[]> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'));
  const [input, output] = [join(folder, 'records.jsonl'), join(folder, 'places.jsonl')];
  await writeFile(input, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  try {
    await runReplay(tenant, [input, output], await javaLibraries(), inTheMiddle);
    return (await readFile(output, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [partition = 0, offset = 0, timeMs = 0] = JSON.parse(line) as number[];
        return { partition, offset, timeMs };
      });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runReplay(
  tenant: string,
  files: readonly string[],
  libraries: string,
  inTheMiddle: () => Promise<void>,
): Promise<void> {
  const program = ['-Xmx512m', '-cp', `${libraries}/*`, 'test/support/java/ReplayFeed.java', ...files];
  return new Promise((resolve, reject) => {
    const java = spawn('java', program, {
      env: producerEnvironment(tenant),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let errors = '';
    java.stderr.on('data', (chunk) => (errors += chunk));
    java.stdout.once('data', () => {
      inTheMiddle().then(
        () => java.stdin.end('go'),
        (error: unknown) => {
          java.kill();
          reject(error);
        },
      );
    });
    java.once('error', reject);
    java.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`ReplayFeed ended with ${code}:\n${errors}`)),
    );
  });
}
