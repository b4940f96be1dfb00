import { readStartConfig } from '../../../deploy/embedded/config.ts';
import { Product } from '../../../deploy/embedded/product.ts';
import { startContainers } from './servers.ts';

/** What deploy/embedded/main.ts does, on containers. */
const product = new Product(readStartConfig(process.env, []), console.log, startContainers);
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
try {
  await product.start();
  console.log(`Ready: ${product.portalUrl}`);
  await stopped;
} finally {
  await product.stop();
}
