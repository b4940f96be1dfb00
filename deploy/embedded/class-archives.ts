import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from './errors.ts';
import type { JavaServers } from './java-servers.ts';
import { choosePorts } from './ports.ts';
import { launch, stop, waitUntil } from './process.ts';
import { loadSecrets } from './secrets.ts';
import { PORT_NAMES, type ServerContext } from './servers/context.ts';
import { classArchive, type JavaServerName } from './servers/java.ts';
import { kafkaPart } from './servers/kafka.ts';
import { registryPart } from './servers/registry.ts';
import { s3Part } from './servers/s3.ts';
import type { Part } from './supervisor.ts';

/** Writing an archive takes a JVM two seconds, and a busy machine many times that; it is lost if killed before. */
const DUMP_WITHIN_MS = 120_000;

/** The folder of the class archives that fit the installed Java: another Java would refuse them. */
export function archivesFor(serversFolder: string): string {
  const { stdout, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const java = createHash('sha256').update(`${stdout}${stderr}`).digest('hex').slice(0, 16);
  return join(serversFolder, `classes-${java}`);
}

/**
 * Runs each Java server once in a folder of its own and keeps the classes it loaded in a form that the JVM maps
 * into memory at a later start. That halves the time until a server that died is back. Once for a Java version;
 * without the archives everything works too, so a failure is only logged.
 */
export async function prepareClassArchives(
  java: JavaServers,
  log: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (existsSync(java.classArchives)) return;
  log('preparing the Java servers for quick starts (once)');
  // The ending makes an abandoned one known to the next fetch, which removes it.
  const work = `${java.classArchives}.fetching-${process.pid}`;
  try {
    await trainAll(java, work, signal);
    await rename(join(work, 'archives'), java.classArchives);
  } catch (error) {
    signal?.throwIfAborted();
    if (!existsSync(java.classArchives)) log(`starts will be slower: ${messageOf(error)}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function trainAll(java: JavaServers, work: string, signal: AbortSignal | undefined): Promise<void> {
  const archives = join(work, 'archives');
  await mkdir(archives, { recursive: true });
  const context: ServerContext = {
    dataDir: work,
    java,
    secrets: await loadSecrets(work),
    ports: await choosePorts(work, PORT_NAMES),
    portalUrl: 'http://localhost',
  };
  const parts = { kafka: kafkaPart(context), registry: registryPart(context), s3: s3Part(context) };
  const outcomes = await Promise.allSettled(
    Object.entries(parts).map(([name, part]) =>
      train(part, classArchive(archives, name as JavaServerName), signal),
    ),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function train(part: Part, archive: string, signal: AbortSignal | undefined): Promise<void> {
  const command = await part.command();
  const environment = { ...command.env, JDK_JAVA_OPTIONS: `-XX:ArchiveClassesAtExit=${archive}` };
  const child = await launch({ ...command, env: environment }, 'SIGKILL');
  try {
    await waitUntil(`the answer of ${part.name}`, () => part.isReady(), part.startWithinMs, signal);
  } finally {
    await stop(child, part.stopSignal, signal?.aborted ? 0 : DUMP_WITHIN_MS);
  }
}
