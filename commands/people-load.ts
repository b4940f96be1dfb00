import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadPeople } from '#shared/people/load-people.ts';
import { readPeopleFile } from '#shared/people/people-file.ts';
import { PeopleRefused } from '#shared/people/people-refused.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { readInstallation, resolveFile } from './config.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = 'npm run people:load -- --tenant <slug> <file.csv>';

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { tenant: { type: 'string' } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  const { tenant } = values;
  if (tenant === undefined || file === undefined || more.length > 0) {
    throw new UsageError('Name a tenant and one file.');
  }
  const { postgresUrl } = await readInstallation();
  try {
    const people = readPeopleFile(await readFile(resolveFile(file)));
    const pool = createPool(postgresUrl, {
      applicationName: 'people-load',
      max: 1,
      onError: console.error,
      answerWithinMs: Number.POSITIVE_INFINITY,
    });
    try {
      const { added, updated } = await inTransaction(pool, (client) => loadPeople(client, tenant, people));
      const unchanged = people.length - added - updated;
      console.log(`${people.length} people: ${added} added, ${updated} updated, ${unchanged} unchanged`);
    } finally {
      await pool.end();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof PeopleRefused)) throw error;
    for (const problem of error.problems) console.error(problem);
    console.error('Nothing was loaded.');
    return 1;
  }
});
