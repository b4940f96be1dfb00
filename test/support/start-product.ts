import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerTask } from 'vitest';
import type { TestProject } from 'vitest/node';
import { productProgram } from './containers/engine.ts';
import { freePort } from './free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    dataDir: string;
    /** The process that starts all others, and starts them again. */
    productPid: number;
  }
}

/** The first start of a fresh clone fetches servers and builds pages. */
const START_DEADLINE_MS = 300_000;
/** Services and servers stop one after another; beyond this something hangs. */
const STOP_DEADLINE_MS = 60_000;

const FAULTS_ENVIRONMENT = {
  // Each service's inspector, should one be opened, has a port of its own (test/faults/inspector.ts).
  NODE_OPTIONS: '--inspect-port=0',
  // Extra services find it behind a proxy (test/faults/processes.ts).
  KAFKA_PROXIED: 'true',
};

/** Starts the product once for all suites, just as `npm start` does, on a folder of its own. */
export default async function startProduct(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'training-history-'));
  const product = spawn(process.execPath, [await productProgram()], {
    env: {
      // A feed that waits for records that never come would wait for 15 minutes.
      FEED_QUIET_MINUTES: '0.25',
      ...(project.name === 'faults' ? FAULTS_ENVIRONMENT : {}),
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(await freePort()),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [product.stdout, product.stderr]) stream.on('data', (chunk) => (output += chunk));
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  endBySignal(project, () => stop(product).then(remove));
  try {
    await ready(product, () => output);
  } catch (error) {
    await stop(product);
    await printLogs(dataDir);
    throw error;
  }
  project.provide('dataDir', dataDir);
  project.provide('productPid', product.pid ?? 0);
  return async () => {
    await stop(product);
    const files = project.vitest.state.getFiles();
    if (files.some((file) => file.result?.state !== 'pass')) {
      await printLogs(dataDir);
      printFailures(files);
    }
    await remove();
  };
}

/**
 * At a signal vitest would end at once, without what we return to it: the product would run on, on a folder that nobody
 * removes. So its listeners make way for ours, which has it end its workers as well.
 */
function endBySignal(project: TestProject, end: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal);
    // A Ctrl-C comes from the terminal and once more from who started us: the second one changes nothing.
    process.on(signal, () => {
      const exit = (): void => process.exit(1);
      end()
        .then(() => project.vitest.close())
        .then(exit, exit);
    });
  }
}

function ready(product: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error): void => {
      clearTimeout(timer);
      product.off('exit', onExit);
      product.stdout?.off('data', onOutput);
      if (error === undefined) resolve();
      else reject(error);
    };
    const fail = (why: string) => done(new Error(`The product ${why}. It printed:\n${output()}`));
    const onExit = (code: number | null) => fail(`ended with ${code} before it was ready`);
    const onOutput = () => {
      if (output().includes('Ready: ')) done();
    };
    const timer = setTimeout(() => fail('was not ready in time'), START_DEADLINE_MS);
    product.once('exit', onExit);
    product.stdout?.on('data', onOutput);
  });
}

async function stop(product: ChildProcess): Promise<void> {
  if (product.exitCode !== null || product.signalCode !== null) return;
  const ended = new Promise((resolve) => product.once('exit', resolve));
  // Of two signals the product takes the second for impatience.
  if (!product.killed) product.kill('SIGTERM');
  const timer = setTimeout(() => product.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}

/** The ends of all logs: what is needed to understand a failure without running it again. */
async function printLogs(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'logs');
  for (const name of await readdir(folder).catch(() => [])) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    console.error(`--- the end of ${name}\n${text.split('\n').slice(-40).join('\n')}`);
  }
}

/** What failed, once more: of a long output the end alone may be kept, and vitest's own summary stands before the logs. */
function printFailures(tasks: readonly RunnerTask[]): void {
  for (const task of tasks) {
    for (const { message } of task.result?.errors ?? [])
      console.error(`--- failed: ${task.fullName}\n${message}`);
    if (task.type === 'suite') printFailures(task.tasks);
  }
}
