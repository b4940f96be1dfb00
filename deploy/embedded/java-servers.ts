import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from './errors.ts';

/** Where the Java servers lie once fetched: a folder of jars for each, and the registry unpacked. */
export type JavaServers = { kafkaLib: string; s3proxyLib: string; registryHome: string };

const here = dirname(fileURLToPath(import.meta.url));
const cacheFolder = join(here, '../../node_modules/.cache/embedded-servers');

const REGISTRY_VERSION = '3.0.9';
/**
 * Names what the folder holds. Change it with any version in this file or in `java/`, or a machine that
 * fetched before keeps the old servers.
 */
const CONTENT_NAME = `kafka-4.3.1_apicurio-${REGISTRY_VERSION}_s3proxy-2.7.0`;
/** Copies one file without reading the poms of its parents, which not every mirror carries; newer versions read them. */
const COPY_ONE_FILE = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy';

/**
 * Fetches Kafka, the schema registry and the object store with Maven, once. A later call, also in another
 * process, finds them and returns at once. Throws with Maven's own words when a download fails.
 */
export async function fetchJavaServers(log: (line: string) => void): Promise<JavaServers> {
  const folder = join(cacheFolder, CONTENT_NAME);
  if (!existsSync(folder)) {
    log('fetching Kafka, the schema registry and the object store (about 200 MB, once)');
    await fetchInto(folder);
  }
  return {
    kafkaLib: join(folder, 'kafka'),
    s3proxyLib: join(folder, 's3proxy'),
    registryHome: join(folder, 'registry'),
  };
}

/**
 * Works in a folder of its own and renames it at the end: an interrupted fetch leaves nothing that looks
 * finished, and of two processes fetching at once the slower throws its copy away.
 */
async function fetchInto(folder: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  await removeAbandoned();
  const work = `${folder}.fetching-${process.pid}`;
  try {
    await mkdir(join(work, 'registry'), { recursive: true });
    await copyDependencies('kafka', join(work, 'kafka'));
    await copyDependencies('s3proxy', join(work, 's3proxy'));
    await fetchRegistry(work);
    await writeFile(join(work, 'fetched-at.txt'), `${new Date().toISOString()}\n`);
    await rename(work, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Folders of fetches that were killed; the process id in the name tells whether one is still at work. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    const pid = /\.fetching-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      await rm(join(cacheFolder, name), { recursive: true, force: true });
    }
  }
}

async function copyDependencies(project: 'kafka' | 's3proxy', target: string): Promise<void> {
  const pom = join(here, 'java', project, 'pom.xml');
  await run('mvn', [
    '-q',
    '-B',
    '-f',
    pom,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${target}`,
  ]);
}

async function fetchRegistry(work: string): Promise<void> {
  const artifact = `io.apicurio:apicurio-registry-app:${REGISTRY_VERSION}:tar.gz:all`;
  const download = join(work, 'download');
  await mkdir(download);
  await run(
    'mvn',
    ['-q', '-B', COPY_ONE_FILE, `-Dartifact=${artifact}`, `-DoutputDirectory=${download}`],
    work,
  );
  const archive = join(download, `apicurio-registry-app-${REGISTRY_VERSION}-all.tar.gz`);
  await run('tar', ['-xzf', archive, '-C', join(work, 'registry')]);
  await rm(download, { recursive: true });
}

function run(command: string, args: string[], cwd = here): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => reject(new Error(`Cannot run ${command}: ${messageOf(error)}`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} failed (exit ${code}):\n${output.trim()}`));
    });
  });
}
