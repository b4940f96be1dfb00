import { createClickHouse } from '#shared/clickhouse/client.ts';
import { makeMissingTables, migrateClickHouse } from '#shared/clickhouse/migrate.ts';
import { untilInsertsEnd } from '#shared/clickhouse/until-inserts-end.ts';
import { LmsError } from '#shared/errors.ts';
import { carryHistory } from '#shared/history/carry-history.ts';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { AGGREGATOR_GROUP } from '#shared/kafka/client/topics.ts';
import { mirrorPeopleAndImportsAgain } from '#shared/mirror/mirror-again.ts';
import { CERTIFICATION_RECORDS, MIRROR_TABLES } from '#shared/mirror/mirror-tables.ts';
import { readDeletedPeople } from '#shared/people/deleted-people.ts';
import { ADVISORY_LOCKS, underAdvisoryLock } from '#shared/postgres/advisory-locks.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import type { Installation } from '../config.ts';
import { completeMirrorTombstones } from '../person/tombstones.ts';
import { holdingRecency } from './hold-recency.ts';
import { rebuildTable } from './rebuild-table.ts';
import { untilHistoryCopied } from './until-history-copied.ts';
import { untilConsumed } from './until-mirrored.ts';

/**
 * Makes every table of the mirror that PostgreSQL can fill again, while the services run or stand; tables that are missing,
 * or all of ClickHouse's database, are made first, and aggregator goes on with what waited for them.
 *
 * @param log receives a line for each table with its rows
 * @throws LmsError `unavailable` while somebody else does it
 */
export async function rebuildMirror(installation: Installation, log: (line: string) => void): Promise<void> {
  await using clickhouse = createClickHouse(installation.clickhouse, 'mirror-rebuild');
  const kafka = createKafkaAdmin(
    installation.kafka,
    'mirror-rebuild',
    createLogger('mirror-rebuild', 'silent'),
  );
  const pool = createPool(installation.postgresUrl, {
    applicationName: 'mirror-rebuild',
    // Two hold locks, one the snapshot, one asks.
    max: 4,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  const untilInserted = async (table: string): Promise<void> => {
    // Without a member of the group nothing would ever be consumed. One that has left it, since ClickHouse took nothing for
    // long, may still insert what it has in hand.
    if (await kafka.hasMembers(AGGREGATOR_GROUP)) await untilConsumed(kafka);
    await untilInsertsEnd(clickhouse, table);
    await untilHistoryCopied(pool);
  };
  const rebuild = async (): Promise<void> => {
    for (const table of await makeMissingTables(installation.clickhouse)) log(`${table} was missing`);
    await migrateClickHouse(installation.clickhouse);
    await completeMirrorTombstones(pool, clickhouse);
    await carryHistory(pool, clickhouse);
    const deleted = await readDeletedPeople(pool, clickhouse);
    for (const table of MIRROR_TABLES) {
      const make = (): Promise<number> => rebuildTable(pool, clickhouse, table, deleted, untilInserted);
      const rows = await (table === CERTIFICATION_RECORDS ? holdingRecency(pool, make) : make());
      log(`${table.name}: ${rows} rows`);
    }
    // Those that changed meanwhile were written to the table that was dropped.
    await mirrorPeopleAndImportsAgain(pool);
  };
  try {
    const isDone = await underAdvisoryLock(pool, ADVISORY_LOCKS.rebuildMirror, rebuild);
    if (!isDone) throw new LmsError('unavailable', 'Somebody else is rebuilding the mirror.');
  } finally {
    await Promise.all([pool.end(), kafka.close()]);
  }
}
