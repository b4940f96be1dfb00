import { runService } from '#shared/runtime/run-service.ts';
import { readConfig } from './config.ts';
import { createService } from './service.ts';

await runService(async () => createService(readConfig()));
