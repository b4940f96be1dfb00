import { flushCompileCache } from 'node:module';

/**
 * Loads every program once, so that its compiled code is in NODE_COMPILE_CACHE. Importing has no side effects, so
 * none of them starts.
 */
await Promise.all([
  import('../../services/ingest/service.ts'),
  import('../../services/transcript-writer/service.ts'),
  import('../../services/aggregator/service.ts'),
  import('../../services/portal/service.ts'),
  import('../migrate/migrate.ts'),
]);
flushCompileCache();
