import { randomUUID } from 'node:crypto';
import { Gauge } from 'prom-client';
import { LmsError } from '#shared/errors.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { listUndoRecords } from '../../../services/ingest/row-producer/list-undo-records.ts';
import {
  type UndoCaller,
  type UndoContext,
  undoImport,
  undoRecord,
} from '../../../services/ingest/undo/undo-import.ts';
import { findTenant } from '../../../services/ingest/upload/tenant.ts';
import { FeedRecordDecoder } from '../../../services/transcript-writer/decode/decode-feed-records.ts';
import { ImportRowDecoder } from '../../../services/transcript-writer/decode/decode-import-rows.ts';
import { PeopleDirectory } from '../../../services/transcript-writer/people/people-directory.ts';
import type { sql } from '../../support/product.ts';
import type { Choices } from './choices.ts';
import { Partition } from './consume.ts';
import { ConnectionLost, losingConnection } from './faulty-pool.ts';
import { finishAccounted } from './finish-accounted.ts';
import { type FileImport, generateRows, produce } from './history.ts';
import type { Mirror } from './mirror.ts';
import { rowMessage, undoneMessage } from './row-message.ts';
import type { TestTenant } from './test-tenant.ts';
import { Topics } from './topics.ts';
import { acceptFile, type ImportedRow, sendFeed } from './undo-history.ts';

const PARTITIONS = 3;

/** More than the statements of a listing, so that its COMMIT is among them. */
const LIST_STATEMENTS = 9;

export interface RunTools {
  readonly query: typeof sql;
  readonly codec: AvroCodec;
  readonly writer: Pool;
  readonly ingest: Pool;
  readonly producer: Pool;
  readonly aggregator: Pool;
  readonly mirror: Mirror;
}

/** An undo that was accepted and has not ended. */
interface RunningUndo {
  readonly importId: string;
  readonly undoes: string;
  readonly acceptedUs: number;
  readonly type: FileImport['type'];
  readonly record: Parameters<typeof undoRecord>[2] | null;
  isListed: boolean;
}

/** One tenant's imports, feed and undos, side by side, as writers, ingests and aggregator would have them. */
export class UndoRun {
  readonly tenant: TestTenant;
  /** Every row of the tenant, whatever became of it. */
  readonly imported: ImportedRow[] = [];
  readonly #tools: RunTools;
  readonly #choices: Choices;
  readonly #rows: Choices;
  readonly #topics: Topics;
  readonly #logs: ConsumedMessage[][] = Array.from({ length: PARTITIONS }, () => []);
  readonly #partitions: Partition[];
  readonly #rowsPerStripe: number;
  readonly #toCome: FileImport['type'][];
  #feed: Awaited<ReturnType<typeof sendFeed>> | undefined;
  #undos: RunningUndo[] = [];
  #undosLeft: number;

  constructor(
    tenant: TestTenant,
    tools: RunTools,
    tapes: { readonly rows: Choices; readonly steps: Choices },
  ) {
    this.tenant = tenant;
    this.#tools = tools;
    this.#choices = tapes.steps;
    this.#rows = tapes.rows;
    this.#topics = new Topics(tools.codec);
    this.#rowsPerStripe = 1 + this.#rows.below(4);
    this.#toCome = ['courses', 'courses', this.#rows.of(['courses', 'certifications']), 'courses'];
    this.#undosLeft = 2 + this.#rows.below(3);
    const topic = `rows-${randomUUID()}`;
    const batchTools = this.#batchTools(new ImportRowDecoder(tools.codec));
    this.#partitions = this.#logs.map(
      (log, partition) => new Partition(batchTools, this.#topics.producer, { topic, partition, log }),
    );
  }

  /** Until every row is accounted for and every undo has ended. */
  async run(): Promise<void> {
    await this.#openFeed();
    await this.#acceptFiles(2 + this.#choices.below(2));
    while (!(await this.#isOver())) {
      if (this.#choices.isExhausted || this.#choices.below(5) === 4) await this.#acceptFiles(1);
      await Promise.all([...this.#batches(), ...this.#listings(), ...(await this.#acceptances())]);
      await this.#cancel();
      if (this.#choices.below(3) === 2) await this.#aggregate();
      await this.#finish();
    }
    while (!this.#topics.isRead) await this.#aggregate();
    await this.#tools.mirror.takeStalled();
  }

  #batchTools(decoder: FeedRecordDecoder | ImportRowDecoder) {
    const { writer: pool, codec } = this.#tools;
    return { pool, codec, decoder, people: new PeopleDirectory() };
  }

  async #openFeed(): Promise<void> {
    const { query, codec } = this.#tools;
    this.#feed = await sendFeed(query, codec, this.tenant, this.#rows);
    const { topic, messages: log, imported } = this.#feed;
    const clock = new Gauge({
      name: 'clock_ahead',
      help: 'Of brokers',
      labelNames: ['clock'],
      registers: [],
    });
    const tools = this.#batchTools(new FeedRecordDecoder(codec, clock));
    this.#partitions.push(new Partition(tools, this.#topics.producer, { topic, partition: 0, log }));
    this.imported.push(...imported);
  }

  /** Accepts the next files, and produces their rows side by side. */
  async #acceptFiles(count: number): Promise<void> {
    const files: FileImport[] = [];
    for (const type of this.#toCome.splice(0, count)) {
      const rows = generateRows(type, 1 + this.#rows.below(14), this.#rows);
      const settings = { partitions: PARTITIONS, rowsPerStripe: this.#rowsPerStripe };
      const { file, imported } = await acceptFile(this.#tools.query, this.tenant, { type, rows, settings });
      files.push(file);
      this.imported.push(...imported);
    }
    for (const [index, sent] of produce(files, PARTITIONS, this.#rowsPerStripe, this.#choices).entries()) {
      const log = this.#logs[index];
      for (const row of sent) log?.push(rowMessage(this.#tools.codec, row, log.length));
    }
  }

  #batches(): Promise<void>[] {
    const open = this.#partitions.filter(({ isDone }) => !isDone);
    const chosen = this.#choices.isExhausted ? open : open.filter(() => this.#choices.below(3) > 0);
    return chosen.map((partition) => partition.plan(this.#choices)());
  }

  async #aggregate(): Promise<void> {
    const { mirror } = this.#tools;
    if (this.#choices.below(8) === 7) mirror.die();
    const arrivals = await this.#topics.fetch(
      () => 1 + this.#choices.below(30),
      () => this.#choices.below(10) === 9,
    );
    await mirror.flush(arrivals);
  }

  /** Of imports that have ended and are not undone, now and then one is undone, or one of its records; or twice at once. */
  async #acceptances(): Promise<Promise<void>[]> {
    if (this.#undosLeft === 0 || (!this.#choices.isExhausted && this.#choices.below(3) > 0)) return [];
    const candidates = await this.#tools.query<{ import_id: string }>(
      `SELECT import_id FROM imports
       WHERE tenant_id = $1 AND source <> 'undo' AND completed_at IS NOT NULL AND undone_by IS NULL ORDER BY accepted_us`,
      [this.tenant.id],
    );
    if (candidates.length === 0) return [];
    this.#undosLeft -= 1;
    const { import_id: id } = this.#choices.of(candidates);
    if (this.#choices.below(4) === 3) return [this.#undoRecordOf(id)];
    return this.#choices.below(4) === 3 ? [this.#undo(id), this.#undo(id)] : [this.#undo(id)];
  }

  async #undo(id: string): Promise<void> {
    await this.#accepted(undoImport(this.#context, await this.#caller(), id), null);
  }

  get #context(): UndoContext {
    return { pool: this.#tools.ingest, partitions: { count: async () => PARTITIONS } };
  }

  async #caller(): Promise<UndoCaller> {
    const tenant = await findTenant(this.#tools.ingest, this.tenant.slug);
    return { tenant, subject: 'test', roles: ['lms_admin'], language: 'en' };
  }

  async #undoRecordOf(id: string): Promise<void> {
    const [row] = await this.#tools.query<{ personId: number; courseNumber: string }>(
      `SELECT person_id::int AS "personId", course_number AS "courseNumber" FROM course_records
       WHERE tenant_id = $1 AND import_id = $2 ORDER BY person_id, course_number LIMIT 1`,
      [this.tenant.id, id],
    );
    if (row === undefined) return;
    await this.#accepted(undoRecord(this.#context, await this.#caller(), row), row);
  }

  async #accepted(accepting: ReturnType<typeof undoImport>, record: RunningUndo['record']): Promise<void> {
    const row = await accepting.catch((error: unknown) => {
      if (error instanceof LmsError) return undefined;
      throw error;
    });
    if (row === undefined) return;
    const { import_id: importId, type } = row;
    // As the run spreads all rows.
    const [accepted] = await this.#tools.query<{ undoes: string; acceptedUs: number }>(
      'UPDATE imports SET parse_settings = $2 WHERE import_id = $1 RETURNING undoes, accepted_us AS "acceptedUs"',
      [importId, JSON.stringify({ partitions: PARTITIONS, rowsPerStripe: this.#rowsPerStripe })],
    );
    const { undoes = '', acceptedUs = 0 } = accepted ?? {};
    this.#undos.push({ importId, type, undoes, acceptedUs, record, isListed: false });
    this.#undos.sort((a, b) => a.acceptedUs - b.acceptedUs);
  }

  #listings(): Promise<void>[] {
    // Undos take turns, in the order in which they were accepted.
    const open = this.#undos.slice(0, 1).filter(({ isListed }) => !isListed);
    const chosen = this.#choices.isExhausted ? open : open.filter(() => this.#choices.below(2) === 1);
    return chosen.map((undo) => this.#list(undo));
  }

  /** By one ingest or two, each of which may lose its connection at any statement; then its rows are produced. */
  async #list(undo: RunningUndo): Promise<void> {
    const { importId, type, undoes, record } = undo;
    const leased = { importId, fencingToken: 0, tenantId: this.tenant.id, type };
    const attempts = 1 + this.#choices.below(2);
    const lists = Array.from({ length: attempts }, () => {
      const isLost = this.#choices.below(3) === 2;
      const fault = {
        statement: this.#choices.below(LIST_STATEMENTS),
        when: this.#choices.of(['before', 'after'] as const),
      };
      const pool = isLost ? losingConnection(this.#tools.producer, fault) : this.#tools.producer;
      return listUndoRecords(pool, leased, { undoes, record });
    });
    for (const { status, ...result } of await Promise.allSettled(lists)) {
      if (status === 'fulfilled' || !('reason' in result)) continue;
      const reason: unknown = result.reason;
      if (!(reason instanceof ConnectionLost || (reason instanceof LmsError && reason.code === 'fenced')))
        throw reason;
    }
    await this.#produceUndo(undo);
  }

  async #produceUndo(undo: RunningUndo): Promise<void> {
    const [row] = await this.#tools.query<{ total: number | null }>(
      'SELECT total::int FROM imports WHERE import_id = $1',
      [undo.importId],
    );
    const total = row?.total ?? null;
    if (total === null || undo.isListed) return;
    undo.isListed = true;
    const rows = Array.from({ length: total });
    const produced = produce(
      [{ importId: undo.importId, rows }],
      PARTITIONS,
      this.#rowsPerStripe,
      this.#choices,
    );
    for (const [index, sent] of produced.entries()) {
      const log = this.#logs[index];
      for (const one of sent) log?.push(undoneMessage(this.#tools.codec, one, log.length));
    }
  }

  /**
   * Only while no other undo is under way: those of a tenant are produced one after another; and of courses alone, since of certifications
   * nobody can tell which of the same were taken back.
   */
  async #cancel(): Promise<void> {
    const [undo, other] = this.#undos;
    if (undo?.type !== 'courses' || other !== undefined || !undo.isListed || this.#choices.below(8) < 7)
      return;
    await this.#tools.query('UPDATE imports SET cancel_requested_at = now() WHERE import_id = $1', [
      undo.importId,
    ]);
    this.#undosLeft = 0;
  }

  /** Gives what is accounted for its final status, as aggregator does. */
  async #finish(): Promise<void> {
    const { query, aggregator } = this.#tools;
    const endFeed = `UPDATE imports SET status = 'complete', feed_ended_at = now(), completed_at = now()
      WHERE import_id = $1 AND status = 'in_progress'`;
    if (this.#partitions.at(-1)?.isDone === true) await query(endFeed, [this.#feed?.importId]);
    const finished = await finishAccounted(query, aggregator, this.tenant);
    const ids = new Set(finished.map(({ import_id }) => import_id));
    this.#undos = this.#undos.filter(({ importId }) => !ids.has(importId));
  }

  async #isOver(): Promise<boolean> {
    const isRead = this.#partitions.every(({ isDone }) => isDone);
    if (!isRead || this.#toCome.length > 0 || this.#undos.length > 0) return false;
    if (this.#undosLeft === 0) return true;
    const left = await this.#tools.query(
      `SELECT FROM imports WHERE tenant_id = $1 AND source <> 'undo' AND status <> 'in_progress' AND undone_by IS NULL`,
      [this.tenant.id],
    );
    return left.length === 0;
  }
}
