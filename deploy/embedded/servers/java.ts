import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inheritedEnvironment } from '../config.ts';
import type { Command } from '../process.ts';
import { logFileOf, type ServerContext } from './context.ts';

export type JavaServerName = 'kafka' | 'registry' | 's3';

export type JavaProgram = {
  name: JavaServerName;
  heapMegabytes: number;
  /** The compiler that starts fastest alone, or also the one that makes hot code faster later on. */
  compilers: 'fast' | 'both';
  /** From the class path or the jar on. */
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
};

/** The file that holds a server's classes as the JVM has them in memory, in the folder of such files. */
export function classArchive(folder: string, name: JavaServerName): string {
  return join(folder, `${name}.jsa`);
}

/**
 * How a Java server is started: for two cores that it shares. With the fast compiler alone and the serial collector
 * Kafka starts with half the work and serves its first millions of rows with less; a prepared class archive halves the
 * start again.
 */
export async function javaCommand(context: ServerContext, program: JavaProgram): Promise<Command> {
  const folder = join(context.dataDir, program.name);
  const temporary = join(folder, 'tmp');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const archive = classArchive(context.java.classArchives, program.name);
  return {
    file: 'java',
    args: [
      `-Xmx${program.heapMegabytes}m`,
      '-XX:+UseSerialGC',
      ...(program.compilers === 'fast' ? ['-XX:TieredStopAtLevel=1'] : []),
      // Both would leave files outside of the data folder.
      '-XX:-UsePerfData',
      `-Djava.io.tmpdir=${temporary}`,
      ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
      ...program.args,
    ],
    cwd: folder,
    // In the plain C locale Java opens no file whose path has other than ASCII characters.
    env: { ...inheritedEnvironment(), LC_ALL: 'C.UTF-8', ...program.env },
    logFile: logFileOf(context, program.name),
  };
}

/** The text of a properties file. Java reads it as Latin-1 and takes a backslash for the start of an escape. */
export function propertiesText(values: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}\n`)
    .join('');
}

function escapeProperty(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
