import type { z } from 'zod';
import { readConfig as readMigration } from '../../../deploy/migrate/config.ts';
import * as aggregator from '../../../services/aggregator/config.ts';
import * as ingest from '../../../services/ingest/config.ts';
import * as portal from '../../../services/portal/config.ts';
import * as writer from '../../../services/transcript-writer/config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How each service reads its settings. */
export const CONFIGS: Readonly<
  Record<string, { settings: z.ZodObject; readConfig(environment: Environment): unknown }>
> = { ingest, 'transcript-writer': writer, aggregator, portal };

export const SERVICES = Object.keys(CONFIGS);

export { readMigration };
