import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockFolder } from '../../../deploy/embedded/lock.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the lock of a data folder', () => {
  it('refuses while a live process holds it, and names that process', async () => {
    await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`process ${process.pid}`);
  });

  it('can be taken again once it was released', async () => {
    const lock = await lockFolder(folder);
    await lock.release();
    await lockFolder(folder);
    expect(await readdir(folder)).toEqual(['lock.json']);
  });

  it('is taken over from a process that has ended', async () => {
    const { pid } = spawnSync('true');
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid, startTime: '1' }));
    await lockFolder(folder);
    expect(await readdir(folder)).toEqual(['lock.json']);
  });

  it('is taken over when the process id belongs to another process by now', async () => {
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid: process.ppid, startTime: '1' }));
    await lockFolder(folder);
  });

  it('is taken over by one alone when twenty want it', async () => {
    const { pid } = spawnSync('true');
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid, startTime: '1' }));
    const module = new URL('../../../deploy/embedded/lock.ts', import.meta.url).href;
    // Each taker is a process of its own that ends only once all have tried: its standard input tells.
    const taker = `import { lockFolder } from ${JSON.stringify(module)};
      await lockFolder(${JSON.stringify(folder)}).then(() => console.log('taken'), () => console.log('refused'));
      process.stdin.resume();`;
    const takers = await takeAtOnce(taker, 20);
    expect(takers.filter((outcome) => outcome === 'taken')).toHaveLength(1);
    expect(takers).toHaveLength(20);
  });
});

async function takeAtOnce(program: string, count: number): Promise<string[]> {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const outcomes = await Promise.all(
    children.map(
      (child) =>
        new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim()))),
    ),
  );
  for (const child of children) child.stdin.end();
  return outcomes;
}
