import { readStartConfig } from './config.ts';
import { messageOf, SetupError } from './errors.ts';
import { PEOPLE } from './identity/demo.ts';
import { Product } from './product.ts';

/**
 * A Ctrl-C reaches this process from the terminal and once more from npm, which passes it on. Within this time
 * they are one wish to stop; a later one is impatience, and forces.
 */
const SAME_WISH_MS = 1_000;
const log = (line: string): void => console.log(line);

async function main(): Promise<void> {
  const config = readStartConfig(process.env, process.argv.slice(2));
  const product = new Product(config, log);
  let isStopping = false;
  const stopped = stopOnSignal(product, () => {
    isStopping = true;
  });
  try {
    await product.start();
    log(config.serversOnly ? 'Ready: the servers are up' : `Ready: ${product.portalUrl}`);
    if (!config.serversOnly)
      log(`Sign in with the password demo as ${PEOPLE.map(({ username }) => username).join(', ')}`);
    await stopped;
  } catch (error) {
    // A start that was broken off fails, in whatever way; that is what was asked for.
    if (!isStopping) throw error;
  } finally {
    await product.stop();
    if (isStopping) log('Stopped.');
  }
}

/** Resolves when the first signal has come; the second ends everything by force. */
function stopOnSignal(product: Product, onFirst: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first === undefined) {
      first = Date.now();
      onFirst();
      log(`stopping (${signal})`);
      product.stop().then(resolve, resolve);
    } else if (signal !== 'SIGHUP' && Date.now() - first > SAME_WISH_MS) {
      product.kill();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return promise;
}

// A terminal that was closed takes no more output; that must not break off the stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  await main();
} catch (error) {
  console.error(error instanceof SetupError ? error.message : messageOf(error));
  process.exitCode = 1;
}
