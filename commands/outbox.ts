import { parseArgs } from 'node:util';
import { createPool } from '#shared/postgres/pool.ts';
import { readInstallation } from './config.ts';
import { readWaiting, type WaitingPartition } from './outbox/read-waiting.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'npm run outbox';

await runCommand(USAGE, async () => {
  parseArgs(); // takes none, and refuses what is given
  const { postgresUrl } = await readInstallation();
  const pool = createPool(postgresUrl, {
    applicationName: 'outbox',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    const waiting = await readWaiting(pool);
    if (waiting.length === 0) console.log('Nothing waits: every committed batch is counted and mirrored.');
    for (const one of waiting) console.log(describe(one));
  } finally {
    await pool.end();
  }
  return 0;
});

/** One line for each source partition. */
function describe(waiting: WaitingPartition): string {
  const { topic, partition, entries, rows, oldestSeconds, first, last, position, movedSeconds } = waiting;
  const halted = waiting.halted === null ? '' : `; halted: ${waiting.halted}`;
  const moved = movedSeconds === null ? 'never' : `${Math.round(movedSeconds)} s ago`;
  return (
    `${topic}/${partition}: ${entries} batches with ${rows} rows, the oldest ${Math.round(oldestSeconds)} s old; ` +
    `sequence ${first} to ${last}, mirrored up to ${position} (moved ${moved})${halted}`
  );
}
