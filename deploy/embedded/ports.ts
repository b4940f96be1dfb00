import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readJson, writeJson } from '#shared/runtime/json-file.ts';

/**
 * Ports are taken from below the range that the system gives to outgoing connections. Inside it, a client
 * that reconnects to a server that is down can be given that very port as its own, connect to itself, and
 * keep the server from coming back.
 */
const LOWEST_PORT = 15_000;
const DEFAULT_HIGHEST_PORT = 32_000;
/** More tries than this without a free port means that something else is wrong. */
const MAX_TRIES = 200;

/**
 * A port on 127.0.0.1 for each name. One used before in this data folder is taken again when it is free,
 * so that addresses survive a restart.
 */
export async function choosePorts<Name extends string>(
  dataDir: string,
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const file = join(dataDir, 'ports.json');
  const remembered = (await readJson<Record<string, number>>(file)) ?? {};
  const chosen = new Map<Name, number>();
  for (const name of names) {
    const before = remembered[name];
    const usable = before !== undefined && (await isFree(before));
    chosen.set(name, usable ? before : await freePort(new Set(chosen.values())));
  }
  const ports = Object.fromEntries(chosen) as Record<Name, number>;
  await writeJson(file, { ...remembered, ...ports });
  return ports;
}

async function freePort(taken: Set<number>): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const port = randomInt(LOWEST_PORT, highestPort());
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`found no free port from ${LOWEST_PORT} to ${highestPort()}`);
}

function highestPort(): number {
  try {
    const lowestEphemeral = Number(
      readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0],
    );
    return lowestEphemeral > LOWEST_PORT + 1_000 ? lowestEphemeral : DEFAULT_HIGHEST_PORT;
  } catch {
    return DEFAULT_HIGHEST_PORT;
  }
}

/** Whether a server could listen there now, on the given host (every interface when there is none). */
export function isFree(port: number, host: string | undefined = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
