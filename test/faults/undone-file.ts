import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { RecordType } from '#shared/csv/record-types.ts';
import { type ImportView, movesByItself } from '#shared/imports/import-view.ts';
import { runCommand } from '../support/commands.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { closeFeed, course, encode, openFeed, send } from '../support/feed.ts';
import { certificationRows, courseRows, rewritingRows } from '../support/history-generator.ts';
import { Oracle, type Person, type Row, type UndoOutcome } from '../support/oracle.ts';
import { call } from '../support/product.ts';
import type { PatientClient } from './patient-client.ts';
import { type Undo, undoPatiently, viewPatiently } from './undo-patiently.ts';
import { type TenantWorkload, uploadPatiently } from './workload.ts';

/** Enough for several batches. */
const ROWS = 4_000;
const FEED_RECORDS = 200;

/** What anything may take while everything around it breaks. */
const END_WITHIN_MS = 600_000;
const POLL_MS = 500;

/** Records that only its own imports, feeds and undos write, and what must become of them. */
export class UndoneFile {
  readonly client: PatientClient;
  readonly tenant: string;
  /** Begins the names of its files and the numbers of its courses, each time followed by a hyphen. */
  readonly prefix: string;
  readonly oracle: Oracle;
  /** Undos that were not cancelled, each with what it came to where that is known. */
  readonly undos: (Undo & { readonly outcome?: Partial<UndoOutcome> })[] = [];
  readonly #people: readonly Person[];
  readonly #seed: number;
  #parts = 0;

  constructor({ client, tenant }: TenantWorkload, people: readonly Person[], seed: number) {
    this.client = client;
    this.tenant = tenant;
    this.prefix = `U${seed}${tenant}`;
    this.#people = people;
    this.oracle = new Oracle(people);
    this.#seed = seed;
  }

  /** Imports rows that write some of `earlier` again; resolves when they are accepted. */
  async upload(
    type: RecordType,
    earlier: readonly Row[] = [],
  ): Promise<{ id: string; rows: readonly Row[] }> {
    const { id, rows } = await this.#accept(type, this.#makeRows(type, earlier));
    if (type === 'courses') this.oracle.importCourses(rows, {}, id);
    else this.oracle.importCertifications(rows, id);
    return { id, rows };
  }

  /** As {@link upload}, the very same rows. */
  async uploadAgain(type: RecordType, rows: readonly Row[]): Promise<ImportView> {
    const { id } = await this.#accept(type, rows);
    if (type === 'courses') this.oracle.importCourses(rows, {}, id);
    else this.oracle.importCertifications(rows, id);
    return this.ended(id);
  }

  /** An import that is cancelled as soon as it is accepted: some of its rows are written. */
  async uploadCancelled(earlier: readonly Row[]): Promise<string> {
    const { id } = await this.#accept('courses', this.#makeRows('courses', earlier));
    await wait(POLL_MS);
    await this.cancel(id);
    await this.ended(id);
    return id;
  }

  /** Asks for the end of an import or undo, which may have ended. */
  async cancel(id: string): Promise<void> {
    await this.client.ask(() => call(this.client.name, `/api/imports/${id}/cancel`, { method: 'POST' }));
  }

  /** A bounded feed of records that earlier imports have written, and of others; resolves when it has ended. */
  async sendFeed(): Promise<string> {
    const { id } = await this.#untilDone(() => openFeed('courses', this.client.name));
    const records = Array.from({ length: FEED_RECORDS }, (_, index) => {
      const { username = '' } = this.#people[index % this.#people.length] ?? {};
      const courseNumber = `${this.prefix}-${index % 150}`;
      return { ...course(username, courseNumber), importId: id, rowNumber: index + 1 };
    });
    await this.#untilDone(async () => send(this.tenant, await encode('CourseRecord', records)));
    const close = () => closeFeed(id, FEED_RECORDS, this.client.name);
    await this.#untilDone(() =>
      close().catch(async (error: unknown) => {
        // An earlier call, whose answer was lost, has closed it.
        if ((await viewPatiently(this.client, id)).total === null) throw error;
      }),
    );
    await this.ended(id);
    return id;
  }

  /** Undoes an import, as far as the oracle knows it. */
  async undo(undoes: string): Promise<{ id: string; outcome: UndoOutcome }> {
    const { id } = await undoPatiently(this.client, undoes);
    return { id, outcome: this.oracle.undo(undoes) };
  }

  /** As {@link undo}, to its end. */
  async undoAlone(undoes: string): Promise<void> {
    const { id, outcome } = await this.undo(undoes);
    this.undos.push({ id, undoes, outcome });
    await this.ended(id);
  }

  /** Undoes an import whose undo is cancelled once, early enough or not. */
  async undoAfterCancelled(undoes: string): Promise<void> {
    const first = await undoPatiently(this.client, undoes);
    await this.cancel(first.id);
    const { status } = await this.ended(first.id);
    const { id } = status === 'Cancelled' ? await undoPatiently(this.client, undoes) : first;
    this.oracle.undo(undoes);
    this.undos.push({ id, undoes });
  }

  /** Deletes the first person, and all that is stored of them. */
  async deletePerson(): Promise<void> {
    const { username = '' } = this.#people[0] ?? {};
    await this.#untilDone(async () => {
      const { code, output } = await runCommand('person-delete', ['--tenant', this.tenant, username]);
      // An earlier attempt has got far enough.
      if (code !== 0 && !output.includes('no person'))
        throw new Error(`person:delete ended with ${code}: ${output}`);
    });
    this.oracle.deletePerson(username);
  }

  ended(id: string): Promise<ImportView> {
    return this.#untilDone(async () => {
      const view = await viewPatiently(this.client, id);
      if (movesByItself(view.status)) throw new Error(`${this.prefix}: ${id} is ${view.status}`);
      return view;
    });
  }

  expectUndone(view: ImportView): void {
    expect(view.sameFileAs, `${this.prefix}: an undone file counts as never uploaded`).toBeNull();
  }

  #makeRows(type: RecordType, earlier: readonly Row[]): readonly Row[] {
    const options = {
      seed: this.#seed * 10 + this.#parts,
      people: this.#people,
      rows: ROWS,
      prefix: this.prefix,
      bad: 0.02,
    };
    if (type === 'certifications') return certificationRows(options);
    return earlier.length === 0 ? courseRows(options) : rewritingRows(earlier, options);
  }

  async #accept(type: RecordType, rows: readonly Row[]): Promise<{ id: string; rows: readonly Row[] }> {
    const header = type === 'courses' ? COURSE_HEADER : CERTIFICATION_HEADER;
    const name = `${this.prefix}-${this.#parts++}`;
    const { id } = await uploadPatiently(this.client, toCsv(header, rows), { type, name });
    return { id, rows };
  }

  async #untilDone<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const end = Date.now() + END_WITHIN_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (Date.now() > end) throw error;
        await wait(POLL_MS);
      }
    }
  }
}
