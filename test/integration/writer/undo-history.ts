import { randomUUID } from 'node:crypto';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Row } from '../../support/oracle.ts';
import type { sql } from '../../support/product.ts';
import type { Choices } from './choices.ts';
import { type FileImport, generateRows } from './history.ts';
import { encodeRecord } from './row-message.ts';
import type { TestTenant } from './test-tenant.ts';

/** Where a row stands in its tenant's order of writes. */
export type WritePosition = readonly [timeUs: number, source: number, number: number];

/** A row that counts, once however often it is sent. */
export interface ImportedRow {
  readonly importId: string;
  readonly type: FileImport['type'];
  readonly row: Row;
  readonly position: WritePosition;
}

/** Files are accepted, and records of feeds come, at instants of one order; after every date that rows have. */
const FIRST_INSTANT_MS = Date.UTC(2025, 0, 1);
const INSTANT_MS = 10;

/** Accepts a file of courses or certifications at an instant that no other file of the tenant has. */
export async function acceptFile(
  query: typeof sql,
  tenant: TestTenant,
  file: {
    readonly type: FileImport['type'];
    readonly rows: readonly Row[];
    readonly settings: Readonly<Record<string, unknown>>;
  },
): Promise<{ file: FileImport; imported: ImportedRow[] }> {
  const acceptedUs = (FIRST_INSTANT_MS + (1 + tenant.files.length) * INSTANT_MS) * 1_000;
  const [row] = await query<{ import_id: string }>(
    `INSERT INTO imports (tenant_id, type, source, file_name, initiated_by, accepted_us, total, original_key, parse_settings)
     VALUES ($1, $2, 'file', 'a.csv', 'test', $3, $4, 'none', $5) RETURNING import_id`,
    [
      tenant.id,
      file.type,
      acceptedUs,
      file.rows.length,
      JSON.stringify({ dateFormat: 'YYYY-MM-DD', today: '2026-01-01', ...file.settings }),
    ],
  );
  const { type, rows } = file;
  const importId = row?.import_id ?? '';
  const accepted = { importId, type, rows, kept: {} };
  tenant.files.push(accepted);
  const imported = rows.map((values, index) => ({
    importId,
    type,
    row: values,
    position: [acceptedUs, 0, index + 1] as const,
  }));
  return { file: accepted, imported };
}

/** What is on the one partition of a tenant's feed, some of it twice. */
export interface FeedLog {
  readonly topic: string;
  readonly messages: readonly ConsumedMessage[];
  /** The bounded feed that most records name. */
  readonly importId: string;
  readonly imported: readonly ImportedRow[];
}

/** Opens a bounded feed and sends its records, and others between them that name no feed. */
export async function sendFeed(
  query: typeof sql,
  codec: AvroCodec,
  tenant: TestTenant,
  choices: Choices,
): Promise<FeedLog> {
  const [opened] = await query<{ import_id: string }>(
    `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us)
     VALUES ($1, 'courses', 'feed', 'test', 1) RETURNING import_id`,
    [tenant.id],
  );
  const bounded = opened?.import_id ?? '';
  const rows = generateRows('courses', 1 + choices.below(10), choices);
  const messages: ConsumedMessage[] = [];
  const imported: ImportedRow[] = [];
  let timestampMs = FIRST_INSTANT_MS;
  const send = (row: Row, of: { importId: string | null; rowNumber: number | null }): number => {
    const value = encodeRecord(codec, 'courses', row, of);
    return messages.push({ value, offset: messages.length, timestampMs }) - 1;
  };
  for (const [index, row] of rows.entries()) {
    // Between the instants at which files are accepted.
    timestampMs += choices.below(3) * INSTANT_MS + 1;
    const isNumbered = choices.below(4) < 3;
    const importId = isNumbered ? bounded : null;
    const offset = send(row, { importId, rowNumber: isNumbered ? index + 1 : null });
    const position = [timestampMs * 1_000, 1, offset] as const;
    imported.push({ importId: importId ?? RUNNING, type: 'courses', row, position });
    // The producer was not told that it arrived.
    if (isNumbered && choices.below(4) === 3) send(row, { importId: bounded, rowNumber: index + 1 });
  }
  return { topic: `training-feed.${tenant.slug}`, messages, importId: bounded, imported };
}

/** Stands for the running entries of a tenant's feed. */
export const RUNNING = `running ${randomUUID()}`;
