import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessRecord } from '../../../deploy/embedded/leftovers.ts';
import { type Part, Supervised, startAll } from '../../../deploy/embedded/supervisor.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let running: Supervised[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervisor-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  await rm(folder, { recursive: true });
});

/** A program that writes its process id once it is up. */
const SERVER = `require('fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)`;

function part(name: string, program = SERVER, changes: Partial<Part> = {}): Part {
  const file = join(folder, `${name}.pid`);
  return {
    name,
    command: async () => {
      await rm(file, { force: true });
      return { file: process.execPath, args: ['-e', program, file], logFile: join(folder, `${name}.log`) };
    },
    isReady: async () => existsSync(file),
    startWithinMs: 30_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 5_000,
    ...changes,
  };
}

function supervise(what: Part, onRestart?: (name: string) => void): Supervised {
  const options = { log: () => {}, record: new ProcessRecord(folder) };
  const supervised = new Supervised(what, onRestart === undefined ? options : { ...options, onRestart });
  running.push(supervised);
  return supervised;
}

describe('a supervised part', () => {
  it('is started again when it is killed, and tells so once it answers', async () => {
    const restarted = vi.fn();
    const server = supervise(part('server'), restarted);
    await server.start();
    const [before] = server.pids;
    process.kill(before ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(restarted).toHaveBeenCalledWith('server'), { timeout: 60_000 });
    const [after] = server.pids;
    expect(after).not.toBe(before);
    expect(await readFile(join(folder, 'server.pid'), 'utf8')).toBe(String(after));
  });

  it('is not started again after it was stopped', async () => {
    const server = supervise(part('server'));
    await server.start();
    const [pid] = server.pids;
    await server.stop();
    expect(server.pids).toEqual([]);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('that ends at its start fails with what it printed', async () => {
    const server = supervise(part('server', `console.error('no such setting'); process.exit(3)`));
    await expect(server.start()).rejects.toThrow(
      /server: the process ended \(exit 3\)[\s\S]*no such setting/,
    );
  });

  it('that never answers is ended', async () => {
    const server = supervise(part('server', SERVER, { isReady: async () => false, startWithinMs: 300 }));
    await expect(server.start()).rejects.toThrow('did not come within 0.3 s');
    expect(server.pids).toEqual([]);
  });

  it('that ignores the stop signal is killed', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); ${SERVER}`;
    const server = supervise(part('server', stubborn, { stopWithinMs: 100 }));
    await server.start();
    const [pid] = server.pids;
    await server.stop();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('ends the others when it cannot start', async () => {
    const good = supervise(part('good'));
    const bad = supervise(part('bad', 'process.exit(1)'));
    await expect(startAll([good, bad], undefined)).rejects.toThrow('bad: the process ended (exit 1)');
    expect(good.pids).toEqual([]);
  });
});

describe('what an earlier run left behind', () => {
  it('is ended, by process id and start time', async () => {
    const server = supervise(part('server'));
    await server.start();
    const [pid] = server.pids;
    // The record on disk is what the next run finds; this one plays dead.
    const next = new ProcessRecord(folder);
    const log = vi.fn();
    await next.stopLeftovers(log);
    expect(log).toHaveBeenCalledWith('ending what an earlier run left behind: server');
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});
