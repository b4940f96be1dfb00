import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readlink, realpath, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inheritedEnvironment } from './config.ts';
import { messageOf } from './errors.ts';

export type Command = {
  file: string;
  args: readonly string[];
  /** The whole environment of the process; what every process gets ({@link inheritedEnvironment}) when left out. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Both streams are appended here. */
  logFile: string;
  /** Further arguments of setpriv, for a server that must not run as root. */
  privileges?: readonly string[];
};

/** A process that was started. `exited` settles once, with how it ended, and never rejects. */
export type Child = { pid: number; exited: Promise<string>; hasExited(): boolean };

/** Enough to look back over some days of use. */
const ROTATE_AT_BYTES = 20 * 1024 * 1024;

/** Logs name people and files of a tenant: they are for the operator of the product. */
const OWNER_FOLDER = 0o700;
const OWNER_FILE = 0o600;

/**
 * A condition is tried often at first, so that the wait is not noticed, then less: each try may cost the other side.
 */
const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 500;
const POLL_GROWTH = 1.15;

/**
 * Starts a process. It gets a session of its own, so that a Ctrl-C in the terminal reaches only us and we can
 * end the processes in order; where setpriv is there the kernel sends it the signal when we are killed.
 */
export async function launch(command: Command, orphanSignal: NodeJS.Signals): Promise<Child> {
  await mkdir(dirname(command.logFile), { recursive: true, mode: OWNER_FOLDER });
  await chmod(dirname(command.logFile), OWNER_FOLDER);
  await rotate(command.logFile);
  const logFile = await open(command.logFile, 'a', OWNER_FILE);
  try {
    // One from before this rule is closed to others as well.
    await logFile.chmod(OWNER_FILE);
    const [file, args] = withPrivileges(command, orphanSignal);
    const child = spawn(file, args, {
      cwd: command.cwd,
      env: command.env ?? inheritedEnvironment(),
      stdio: ['ignore', logFile.fd, logFile.fd],
      detached: true,
    });
    let ended = false;
    const exited = new Promise<string>((resolve) => {
      const end = (how: string): void => {
        ended = true;
        resolve(how);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal === null ? `exit ${code}` : `signal ${signal}`));
    });
    if (child.pid === undefined) throw new Error(`Cannot start ${file}: ${await exited}`);
    return { pid: child.pid, exited, hasExited: () => ended };
  } finally {
    await logFile.close();
  }
}

/** One old log is kept, so that a folder that is started for years does not fill the disk. */
async function rotate(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > ROTATE_AT_BYTES) await rename(logFile, `${logFile}.1`);
}

function withPrivileges(command: Command, orphanSignal: NodeJS.Signals): [string, string[]] {
  const privileges = command.privileges ?? [];
  if (!hasSetpriv()) {
    if (privileges.length > 0) throw new Error('setpriv (package util-linux) is not on the PATH');
    return [command.file, [...command.args]];
  }
  const signal = orphanSignal.replace(/^SIG/, '');
  return ['setpriv', [...privileges, '--pdeathsig', signal, command.file, ...command.args]];
}

let setprivWorks: boolean | undefined;
function hasSetpriv(): boolean {
  setprivWorks ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' }).status === 0;
  return setprivWorks;
}

/** Asks the process to end, and ends it by force when it is still there after the given time. */
export async function stop(child: Child, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  if (child.hasExited()) return;
  sendSignal(child.pid, signal);
  const timer = setTimeout(() => sendSignal(child.pid, 'SIGKILL'), withinMs);
  await child.exited;
  clearTimeout(timer);
}

/** Sends a signal; a process that has already ended is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * When a process began, in the kernel's ticks since boot; undefined when it has ended. With the process id this
 * names a process for good: ids alone are used again.
 */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may itself hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isZombie = fields[0] === 'Z';
    return isZombie ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The processes that have a folder as their working directory, as each PostgreSQL process has its data folder. */
export async function processesIn(folder: string): Promise<number[]> {
  const target = await realpath(folder);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    // A process that ended meanwhile, or is somebody else's, cannot be read and is not one of ours.
    pids.map(async (pid) => (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === target),
  );
  return pids.filter((_, index) => found[index]).map(Number);
}

/** Tries until the condition holds. Throws, with what the last try threw, when time is up. */
export async function waitUntil(
  what: string,
  condition: () => Promise<boolean>,
  withinMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  let lastError: unknown;
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * POLL_GROWTH, LAST_POLL_MS)) {
    signal?.throwIfAborted();
    try {
      if (await condition()) return;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) {
      const why = lastError === undefined ? '' : `: ${messageOf(lastError)}`;
      throw new Error(`${what} did not come within ${withinMs / 1000} s${why}`, { cause: lastError });
    }
    await delay(pause, undefined, signal === undefined ? {} : { signal });
  }
}
