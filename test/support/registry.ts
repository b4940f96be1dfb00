import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endpoints, eventually } from './product.ts';
import { dataDir } from './running-product.ts';

/** A JVM's start on a busy machine. */
const BACK_WITHIN_MS = 90_000;

/**
 * Loses all that the embedded registry has: its database is deleted, and the registry killed, so that it is started
 * again on an empty one. Returns once it answers.
 */
export async function emptyRegistry(): Promise<void> {
  const [pid] = endpoints().pids['registry'] ?? [];
  if (pid === undefined) throw new Error('The registry does not run');
  // What it has open goes on existing for it alone, so the order of the two does not matter to the next one.
  await rm(join(dataDir(), 'registry', 'schemas.mv.db'));
  process.kill(pid, 'SIGKILL');
  await eventually(
    async () => endpoints().pids['registry'] ?? [],
    (pids) => pids.length === 1 && pids[0] !== pid,
    BACK_WITHIN_MS,
  );
}

/** Registers a schema as a producer does, and returns the id that the registry gave it. */
export async function registerSchema(subject: string, schema: object): Promise<number> {
  const { url, username, password } = endpoints().registry;
  const response = await fetch(`${url}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/vnd.schemaregistry.v1+json',
      authorization: `Basic ${btoa(`${username}:${password}`)}`,
    },
    body: JSON.stringify({ schema: JSON.stringify(schema) }),
  });
  return ((await response.json()) as { id: number }).id;
}

/** The schema that the registry has under an id; undefined when it has none. */
export async function schemaById(id: number): Promise<string | undefined> {
  const response = await fetch(`${endpoints().registry.url}/schemas/ids/${id}`);
  return response.ok ? ((await response.json()) as { schema: string }).schema : undefined;
}
