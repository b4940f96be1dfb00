import { parseArgs } from 'node:util';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { removeOldFiles } from '#shared/retention/remove-old-files.ts';
import { readInstallation } from './config.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'npm run files:remove-old';

/** What ingest also does every hour. */
await runCommand(USAGE, async () => {
  parseArgs(); // takes none, and refuses what is given
  const installation = await readInstallation();
  const pool = createPool(installation.postgresUrl, {
    applicationName: 'files-remove-old',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    const store = createObjectStore(installation.objectStore);
    const imports = await removeOldFiles(pool, store, new AbortController().signal);
    console.log(`Removed the files of ${imports} imports.`);
  } finally {
    await pool.end();
  }
  return 0;
});
