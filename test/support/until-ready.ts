import { endpoints, eventually } from './product.ts';
import { takesConnections } from './takes-connections.ts';

/** A server that recovers what it lost at the end of its files, and services that then join their groups again. */
const READY_WITHIN_MS = 120_000;

/**
 * Waits until all services of the product are ready and Kafka, which not all of them ask for that, takes connections.
 */
export async function untilReady(): Promise<void> {
  await eventually(notReady, (names) => names.length === 0, READY_WITHIN_MS);
}

async function notReady(): Promise<string[]> {
  const { management, kafka } = endpoints();
  const states = await Promise.all([
    ...Object.entries(management).map(async ([name, url]) => ((await isReady(url)) ? [] : [name])),
    ...kafka.brokers.map(async (broker) =>
      (await takesConnections(portOf(broker))) ? [] : [`kafka at ${broker}`],
    ),
  ]);
  return states.flat();
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(':') + 1));
