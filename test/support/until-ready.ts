import { once } from 'node:events';
import { connect } from 'node:net';
import { endpoints, eventually } from './product.ts';

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
    ...kafka.brokers.map(async (broker) => ((await takesConnections(broker)) ? [] : [`kafka at ${broker}`])),
  ]);
  return states.flat();
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}

async function takesConnections(broker: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${broker}`);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
