import { zstdDecompressSync } from 'node:zlib';
import { unescapeCell } from '#shared/clickhouse/tab-separated.ts';
import { parseEarlierRecord } from '#shared/history/earlier-lines.ts';
import { storeEarlierRecords } from '#shared/history/store-earlier-records.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/**
 * Stores what transcript-writers of earlier versions published of the past in PostgreSQL's history, in the transaction
 * that makes their batches durable: this version's write it there themselves. ClickHouse gets it from PostgreSQL.
 */
export async function storePastCourses(client: Queryable, packs: readonly MirrorRows[]): Promise<void> {
  const lines = packs.flatMap((pack) => zstdDecompressSync(pack.lines).toString('utf8').split('\n'));
  await storeEarlierRecords(
    client,
    lines.filter((line) => line !== '').map((line) => parseEarlierRecord(unescapeCell(line))),
  );
}
