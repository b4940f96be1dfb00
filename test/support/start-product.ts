import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerTask } from 'vitest';
import type { TestProject } from 'vitest/node';
import { allocateProducts } from './allocate-products.ts';
import { productProgram } from './containers/engine.ts';
import { freePort } from './free-port.ts';
import type { RunningProduct } from './running-product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** See allocate-products.ts. */
    productAllocatorPort: number;
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

interface StartedProduct extends RunningProduct {
  readonly process: ChildProcess;
}

/**
 * Starts the product once for all suites, just as `npm start` does, on a folder of its own: as many as files run at a
 * time, so that a test may kill servers, fill disks and set clocks while another file's tests run beside it.
 */
export default async function startProducts(project: TestProject): Promise<() => Promise<void>> {
  const products: StartedProduct[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(products.map(({ process }) => stop(process)));
  };
  const remove = async (): Promise<void> => {
    for (const { dataDir } of products) await rm(dataDir, { recursive: true, force: true });
  };
  endBySignal(project, () => end().then(remove));
  const files = project.vitest.state.getPaths().filter((path) => project.matchesTestGlob(path));
  const workers = Math.min(project.config.maxWorkers, files.length);
  try {
    // One after another: on a fresh clone the first fetches servers and builds pages for all.
    for (let worker = 0; worker < workers; worker += 1) await startProduct(project, products);
  } catch (error) {
    await end();
    await printLogs(products);
    await remove();
    throw error;
  }
  const allocator = await allocateProducts(products.map(({ dataDir, pid }) => ({ dataDir, pid })));
  project.provide('productAllocatorPort', allocator.port);
  return async () => {
    allocator.close();
    await end();
    const files = project.vitest.state.getFiles();
    if (files.some((file) => file.result?.state !== 'pass')) {
      await printLogs(products);
      printFailures(files);
    }
    await remove();
  };
}

async function startProduct(project: TestProject, products: StartedProduct[]): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'training-history-'));
  const product = spawn(process.execPath, [await productProgram()], {
    env: {
      // A feed that waits for records that never come would wait for 15 minutes.
      FEED_QUIET_MINUTES: '0.25',
      // Tests wait for the history where nobody else does.
      HISTORY_MIRROR_SECONDS: '1',
      // Receivers of webhooks are on this machine.
      WEBHOOK_ALLOW_PRIVATE: 'true',
      ...(project.name === 'faults' ? FAULTS_ENVIRONMENT : {}),
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(await freePort()),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  products.push({ dataDir, pid: product.pid ?? 0, process: product });
  let output = '';
  for (const stream of [product.stdout, product.stderr]) stream.on('data', (chunk) => (output += chunk));
  await ready(product, () => output);
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
async function printLogs(products: readonly RunningProduct[]): Promise<void> {
  for (const { dataDir } of products) {
    const folder = join(dataDir, 'logs');
    for (const name of await readdir(folder).catch(() => [])) {
      const text = await readFile(join(folder, name), 'utf8').catch(() => '');
      console.error(`--- the end of ${folder}/${name}\n${text.split('\n').slice(-40).join('\n')}`);
    }
  }
}

/**
 * What failed, once more: of a long output the end alone may be kept, and vitest's own summary stands before the logs.
 */
function printFailures(tasks: readonly RunnerTask[]): void {
  for (const task of tasks) {
    for (const { message } of task.result?.errors ?? [])
      console.error(`--- failed: ${task.fullName}\n${message}`);
    if (task.type === 'suite') printFailures(task.tasks);
  }
}
