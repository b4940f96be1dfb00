import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { acquireLeases, type LeasedImport } from '../../../services/ingest/row-producer/import-leases.ts';
import { listUndoRecords } from '../../../services/ingest/row-producer/list-undo-records.ts';
import { UndoSource } from '../../../services/ingest/row-producer/undo-source.ts';
import { type AppliedBatch, applyBatch } from '../../../services/transcript-writer/consume/apply-batch.ts';
import { ImportRowDecoder } from '../../../services/transcript-writer/decode/decode-import-rows.ts';
import { PeopleDirectory } from '../../../services/transcript-writer/people/people-directory.ts';
import type { Batch } from '../../../services/transcript-writer/write/batch.ts';
import { readConsumerPosition } from '../../../services/transcript-writer/write/consumer-positions.ts';
import { RowResults } from '../../../services/transcript-writer/write/row-results.ts';
import { prepareCourses, writeCourses } from '../../../services/transcript-writer/write/write-courses.ts';
import { acceptedCourse } from '../../support/accepted-course.ts';
import { registryUrlToWrite } from '../../support/feed.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** The topic whose batches {@link UndoDatabase.apply} writes. */
export const TOPIC = 'training-records';
const PERSON = 11;
const SETTINGS = JSON.stringify({ partitions: 1, rowsPerStripe: 2_000, firstPartition: 0 });

/** Imports of courses of one person, and undos of them that a test takes step by step, in a database of its own. */
export class UndoDatabase {
  readonly database: TestDatabase;
  /** Signed in as ingest's row producer. */
  readonly producer: Pool;
  readonly codec: AvroCodec;
  readonly tenantId: number;
  /** Each batch comes behind what was read before. */
  #offset = 0;
  #clock = 1_000;

  private constructor(database: TestDatabase, codec: AvroCodec, tenantId: number) {
    this.database = database;
    this.producer = database.signInAs('ingest', 'POSTGRES_PRODUCER_URL');
    this.codec = codec;
    this.tenantId = tenantId;
  }

  static async create(name: string): Promise<UndoDatabase> {
    const database = await createTestDatabase(name);
    const codec = new AvroCodec(registryUrlToWrite());
    await codec.register(['UndoneRecord', 'RecordError', 'TranscriptChange']);
    const { rows } = await database.admin.query<{ tenant_id: number }>(
      "INSERT INTO tenants (slug, name) VALUES ('undone', 'Undone') RETURNING tenant_id",
    );
    return new UndoDatabase(database, codec, rows[0]?.tenant_id ?? 0);
  }

  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.admin.query<Row>(text, values)).rows;
  }

  async newImport(columns: Readonly<Record<string, unknown>>): Promise<string> {
    this.#clock += 1;
    const all = {
      ...{ tenant_id: this.tenantId, type: 'courses', initiated_by: 'test', accepted_us: this.#clock },
      ...columns,
    };
    const [row] = await this.query<{ import_id: string }>(
      `INSERT INTO imports (${Object.keys(all).join(', ')})
       VALUES (${Object.keys(all).map((_, index) => `$${index + 1}`)}) RETURNING import_id`,
      Object.values(all),
    );
    return row?.import_id ?? '';
  }

  /** A finished import that has written these courses, by the statement that writes courses. */
  async importCourses(...courseNumbers: string[]): Promise<string> {
    const importId = await this.newImport({
      source: 'file',
      file_name: 'a.csv',
      files_removed_at: new Date(),
      status: 'complete',
      completed_at: new Date(),
    });
    await inTransaction(this.database.service, async (client) => {
      const { rows } = await client.query<{ version: number }>("SELECT nextval('record_version') AS version");
      await this.write(client, importId, courseNumbers, rows[0]?.version ?? 0);
    });
    return importId;
  }

  /** Writes courses of an import, at the position of the one that was made last. */
  write(client: Client, importId: string, courseNumbers: readonly string[], version: number) {
    const { tenantId } = this;
    const courses = courseNumbers.map((courseNumber, index) => {
      const position = { timeUs: this.#clock, source: 0, number: index + 1 };
      return acceptedCourse(
        { importId, tenantId, personId: PERSON, position },
        { courseNumber, courseName: importId },
      );
    });
    const results = new RowResults();
    return writeCourses(client, prepareCourses(courses, version, results), results);
  }

  /** An undo of the import as ingest accepts it. */
  async acceptUndo(undone: string): Promise<string> {
    const undo = await this.newImport({ source: 'undo', undoes: undone, parse_settings: SETTINGS });
    await this.query('UPDATE imports SET undone_by = $2 WHERE import_id = $1', [undone, undo]);
    await this.query('INSERT INTO import_leases (import_id, tenant_id) VALUES ($1, $2)', [
      undo,
      this.tenantId,
    ]);
    return undo;
  }

  /** What ingest leases now. */
  lease(): Promise<LeasedImport[]> {
    return acquireLeases(this.producer, { leasedBy: 'test', running: [], inFlightRows: 1_000_000 });
  }

  /** Ends every undo: those of a tenant take turns. */
  async endUndos(): Promise<void> {
    await this.query(
      "UPDATE imports SET status = 'complete' WHERE source = 'undo' AND status = 'in_progress'",
    );
  }

  /** The only undo in progress of its tenant, accepted and leased. */
  async leasedUndo(undone: string): Promise<LeasedImport> {
    await this.endUndos();
    const undo = await this.acceptUndo(undone);
    const found = (await this.lease()).find(({ importId }) => importId === undo);
    if (found === undefined) throw new Error('The undo was not leased');
    return found;
  }

  list(leased: LeasedImport, pool = this.producer): Promise<number> {
    if (leased.undo === undefined) throw new Error('It is no undo');
    return listUndoRecords(pool, leased, leased.undo);
  }

  /**
   * The undo's messages as the next batch of the topic.
   *
   * @param afterRow rows up to this one are left out
   */
  async batchOf(leased: LeasedImport, rows: number, afterRow = 0): Promise<Batch> {
    const { messages } = await new UndoSource(this.codec, leased, afterRow).take(rows);
    const offset = this.#offset;
    return {
      topic: TOPIC,
      partition: 0,
      messages: messages.map(({ value }, index) => ({ value, offset: offset + index, timestampMs: 0 })),
      nextOffset: offset + rows,
      leaderEpoch: 0,
    };
  }

  async apply(batch: Batch, pool = this.database.service): Promise<AppliedBatch> {
    const { codec } = this;
    const source = { topic: TOPIC, partition: 0 };
    const position = await readConsumerPosition(this.database.service, source, 0, 'any');
    const tools = { pool, codec, decoder: new ImportRowDecoder(codec), people: new PeopleDirectory() };
    const applied = await applyBatch(tools, batch, position);
    this.#offset = batch.nextOffset;
    return applied;
  }

  /** Whether the batch is written, which its writer may not have heard of. */
  async isApplied({ nextOffset }: Batch): Promise<boolean> {
    const rows = await this.query('SELECT FROM consumer_positions WHERE topic = $1 AND next_offset >= $2', [
      TOPIC,
      nextOffset,
    ]);
    if (rows.length > 0) this.#offset = nextOffset;
    return rows.length > 0;
  }

  /** Courses whose number begins with `prefix`, with all that is stored of them but their versions. */
  dump(prefix: string): Promise<{ record: string }[]> {
    return this.query(
      `SELECT (to_jsonb(c) - 'version')::text AS record FROM course_records c
       WHERE starts_with(course_number, $1) ORDER BY 1`,
      [prefix],
    );
  }
}
