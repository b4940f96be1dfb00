import { parseArgs } from 'node:util';
import { registryAddress } from '#shared/kafka/avro/registry-client.ts';
import { createSchemaRegistrations } from '#shared/kafka/avro/schema-registrations.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { readInstallation } from './config.ts';
import { restoreRegistry } from './registry/restore-registry.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'npm run registry:restore';

await runCommand(USAGE, async () => {
  parseArgs(); // takes none, and refuses what is given
  const installation = await readInstallation();
  const pool = createPool(installation.postgresUrl, {
    applicationName: 'registry-restore',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    const registrations = await createSchemaRegistrations(pool).all();
    const missing = await restoreRegistry(registryAddress(installation.registryUrl), registrations);
    for (const { schemaId, recordName } of missing) console.log(`Restored ${recordName} as id ${schemaId}`);
    console.log(`The registry has all ${registrations.length} schemas on record.`);
  } finally {
    await pool.end();
  }
  return 0;
});
