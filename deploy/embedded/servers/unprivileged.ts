import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The account that a server which refuses to run as root runs under, and how setpriv gets there. */
export type Account = { uid: number; gid: number; setprivArguments: string[] };

/** `nobody`: exists on every system without an entry being added, and owns nothing. */
const NOBODY = 65_534;
const OTHERS_MAY_ENTER = 0o001;

/** The kernel's numbers of the capabilities that let a process enter folders closed to it, the narrower first. */
const MAY_ENTER = [
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
] as const;

/**
 * Undefined when we are not root: the server then runs as we do. Where a folder above one of the paths is
 * closed to others (a clone under /root), the account gets one capability to pass it; the alternative, opening
 * somebody's home folder, is not ours to do.
 */
export async function unprivilegedAccount(paths: readonly string[]): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const capability = (await allReachable(paths)) ? [] : await passArguments();
  const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  return { uid: NOBODY, gid: NOBODY, setprivArguments: [...identity, ...capability] };
}

async function passArguments(): Promise<string[]> {
  const status = await readFile('/proc/self/status', 'utf8');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  const held = MAY_ENTER.find(({ bit }) => (effective & (1n << bit)) !== 0n);
  if (held === undefined) {
    throw new Error('PostgreSQL must not run as root, and its folder cannot be reached by another account');
  }
  // access(2), by which PostgreSQL looks for its own programs, heeds a capability only with this bit.
  return ['--securebits=+no_setuid_fixup', `--inh-caps=+${held.name}`, `--ambient-caps=+${held.name}`];
}

async function allReachable(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const { mode } = await stat(folder);
      if ((mode & OTHERS_MAY_ENTER) === 0) return false;
      if (folder === dirname(folder)) break;
    }
  }
  return true;
}
