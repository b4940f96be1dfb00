import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { LmsError } from '#shared/errors.ts';

const endpoints = z.object({
  portal: z.url(),
  identity: z.object({ token: z.url() }),
  postgres: z.object({ url: z.url() }),
});
/** What the commands need to know of the running product. */
export type Endpoints = z.output<typeof endpoints>;

/** Finds the running product by DATA_DIR. @throws LmsError `configuration` when there is none */
export async function readEndpoints(environment: NodeJS.ProcessEnv = process.env): Promise<Endpoints> {
  const dataDir = resolve(environment['DATA_DIR'] || '.data');
  const file = join(dataDir, 'endpoints.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new LmsError('configuration', `Nothing runs on ${dataDir} (set DATA_DIR, or run npm start first)`, {
      cause: error,
    });
  });
  return endpoints.parse(JSON.parse(text));
}

/** A file as it was named on the command line; npm runs scripts in the project's folder, wherever it was called. */
export function resolveFile(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment['INIT_CWD'] ?? '.', name);
}
