import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../process.ts';
import { logFileOf, type ServerContext } from './context.ts';

export type JavaServerName = 'kafka' | 'registry' | 's3';

export type JavaProgram = {
  name: JavaServerName;
  heapMegabytes: number;
  /** From the class path or the jar on. */
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
};

/** The file that holds a server's classes as the JVM has them in memory, in the folder of such files. */
export function classArchive(folder: string, name: JavaServerName): string {
  return join(folder, `${name}.jsa`);
}

/**
 * How a Java server is started: for two cores that it shares. With the fast compiler alone and the serial
 * collector Kafka starts with half the work and serves with less; a prepared class archive halves the start again.
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
      '-XX:TieredStopAtLevel=1',
      // Both would leave files outside of the data folder.
      '-XX:-UsePerfData',
      `-Djava.io.tmpdir=${temporary}`,
      ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
      ...program.args,
    ],
    cwd: folder,
    env: { ...process.env, ...program.env },
    logFile: logFileOf(context, program.name),
  };
}
