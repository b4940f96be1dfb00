import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { archivesFor, prepareClassArchives } from './class-archives.ts';
import { checkJarSums } from './jar-sums.ts';
import { run } from './tool.ts';

/** Where the Java servers lie once fetched: a folder of jars for each, and the registry unpacked. */
export type JavaServers = {
  kafkaLib: string;
  s3proxyLib: string;
  registryHome: string;
  /** The folder of the class archives; they need not be there. */
  classArchives: string;
};

const here = dirname(fileURLToPath(import.meta.url));
const cacheFolder = join(here, '../../node_modules/.cache/embedded-servers');

const REGISTRY_VERSION = '3.0.9';
const REGISTRY_ARCHIVE = `apicurio-registry-app-${REGISTRY_VERSION}-all.tar.gz`;
/**
 * Names what the folder holds. Change it with any version in this file or in `java/`, or a machine that
 * fetched before keeps the old servers; and write the list of sums again (`npm run jars:sums`).
 */
const CONTENT_NAME = `kafka-4.3.1_apicurio-${REGISTRY_VERSION}_s3proxy-2.7.0`;
/**
 * Copies one file without reading the poms of its parents, which not every mirror carries; newer versions read them.
 */
const COPY_ONE_FILE = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy';

/**
 * Fetches Kafka, the schema registry and the object store with Maven, once. A later call, also in another
 * process, finds them and returns at once. Throws with Maven's own words when a download fails.
 */
export async function fetchJavaServers(
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<JavaServers> {
  const folder = join(cacheFolder, CONTENT_NAME);
  await removeAbandoned(cacheFolder);
  await removeAbandoned(folder);
  if (!existsSync(folder)) {
    log('fetching Kafka, the schema registry and the object store (about 200 MB, once)');
    await fetchInto(folder, signal);
  }
  const servers = {
    kafkaLib: join(folder, 'kafka'),
    s3proxyLib: join(folder, 's3proxy'),
    registryHome: join(folder, 'registry'),
    classArchives: archivesFor(folder),
  };
  await prepareClassArchives(servers, log, signal);
  return servers;
}

/**
 * Works in a folder of its own and renames it at the end: an interrupted fetch leaves nothing that looks
 * finished, and of two processes fetching at once the slower throws its copy away.
 */
async function fetchInto(folder: string, signal: AbortSignal | undefined): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const work = `${folder}.fetching-${process.pid}`;
  try {
    await downloadJars(work, signal);
    // Before anything of it is unpacked or run.
    await checkJarSums(work);
    const archive = join(work, 'registry', REGISTRY_ARCHIVE);
    await run('tar', ['-xzf', archive, '-C', join(work, 'registry')], { signal });
    await rm(archive);
    await writeFile(join(work, 'fetched-at.txt'), `${new Date().toISOString()}\n`);
    await rename(work, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Brings what the Java servers consist of, as Maven has it: a folder for each. */
export async function downloadJars(target: string, signal?: AbortSignal): Promise<void> {
  const registry = join(target, 'registry');
  await mkdir(registry, { recursive: true });
  for (const project of ['kafka', 's3proxy'] as const) {
    await run('mvn', dependencyArguments(project, join(target, project)), { signal });
  }
  const artifact = `io.apicurio:apicurio-registry-app:${REGISTRY_VERSION}:tar.gz:all`;
  const goal = [COPY_ONE_FILE, `-Dartifact=${artifact}`, `-DoutputDirectory=${registry}`];
  await run('mvn', ['-q', '-B', ...goal], { cwd: target, signal });
}

/** Folders of fetches that were killed; the process id in the name says whether one is still at work. */
async function removeAbandoned(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    const pid = /\.fetching-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

function dependencyArguments(project: 'kafka' | 's3proxy', target: string): string[] {
  const pom = join(here, 'java', project, 'pom.xml');
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${target}`];
  return ['-q', '-B', '-f', pom, ...goal];
}
