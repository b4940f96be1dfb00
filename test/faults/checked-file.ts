import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { CheckView } from '#shared/imports/check-view.ts';
import type { ImportView } from '#shared/imports/import-view.ts';
import { classifyCourses, countOutcomes } from '../support/check-oracle.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, rewritingRows } from '../support/history-generator.ts';
import { type Kept, Oracle, type Person, type Row } from '../support/oracle.ts';
import { call } from '../support/product.ts';
import type { CheckScript, Moment } from './check-scripts.ts';
import type { Answer, PatientClient } from './patient-client.ts';
import { type Import, type TenantWorkload, uploadPatiently } from './workload.ts';

/** Enough that a check takes a while, and that every kind of change occurs. */
const CHECKED_ROWS = 5_000;
const OTHER_ROWS = 1_000;

/** Few, so that files meet each other's records. */
const PEOPLE = 40;

/** What a check may take while everything around it breaks, and what waits for it as well. */
const END_WITHIN_MS = 300_000;

/** Many checks are asked for side by side. */
const POLL_MS = 500;

/** A file that is checked, with records of its own that nobody else writes, and what must become of it. */
export class CheckedFile {
  readonly client: PatientClient;
  readonly script: CheckScript;
  /** Begins the names of its files and the numbers of its courses, each time followed by a hyphen. */
  readonly prefix: string;
  readonly oracle: Oracle;
  /** Those that have taken their place in the order; the checked one when it is applied. */
  readonly imports: Import[] = [];
  readonly #people: readonly Person[];
  readonly #seed: number;
  #id = '';
  #rows: readonly Row[] = [];
  #kept: Kept = {};

  constructor({ client, people, tenant }: TenantWorkload, script: CheckScript, seed: number) {
    this.client = client;
    this.script = script;
    this.prefix = `C${seed}${tenant}`;
    this.#people = people.slice(0, PEOPLE);
    this.oracle = new Oracle(this.#people);
    this.#seed = seed;
  }

  get id(): string {
    return this.#id;
  }

  /** Does what the script says, and compares what is predicted with what the oracle says. */
  async run(): Promise<void> {
    const { settings, end, endAt, beside } = this.script;
    const earlier = await this.#storeEarlier();
    this.#rows = this.#makeRows(CHECKED_ROWS, 1, earlier);
    this.#id = (await this.#upload(this.#rows, 'checked', { check: 'true' })).id;
    if (settings !== undefined) {
      await this.#reach(settings.at);
      await this.#changeSettings(settings);
    }
    await this.#reach(endAt);
    if (end === 'discarded') await this.#discard();
    if (end !== 'applied') return;
    if (beside === 'before') await this.#importBeside();
    await this.#apply();
    if (beside === 'after') await this.#importBeside();
  }

  /** What the check says must be what the oracle does with the rows; only as long as nothing of it is written. */
  async comparePrediction(): Promise<void> {
    // A change of settings whose answer was lost may have been carried out late, and the file is checked once more.
    const found = await this.#until(
      () => this.#ask<CheckView>(`/api/imports/${this.#id}/check`),
      ({ status }) => status === 'Ready to import',
    );
    expect(found, `${this.prefix}: prediction`).toMatchObject({
      rows: this.#rows.length,
      waiting: 0,
      changedSince: 0,
      questions: [],
      ...this.#expected(),
    });
  }

  #expected(): Partial<CheckView> {
    if (this.script.type === 'certifications') {
      const oracle = new Oracle(this.#people);
      const { successes, failures } = oracle.importCertifications(this.#rows);
      const named = new Set(oracle.certifications.map(({ username }) => username));
      const counts = { ...countOutcomes([]), added: successes, failed: failures.length };
      return { ...counts, people: named.size, losesValues: 0, replacesNewer: 0 };
    }
    const { outcomes, people, losesValues, replacesNewer } = classifyCourses(
      this.#people,
      this.oracle.courses,
      this.#rows,
      this.#kept,
    );
    return { ...countOutcomes(outcomes), people, losesValues, replacesNewer };
  }

  /** An import that has ended when the check begins, of records that the checked file writes in part. */
  async #storeEarlier(): Promise<readonly Row[]> {
    const rows = this.#makeRows(OTHER_ROWS, 0, []);
    const { id } = await this.#upload(rows, 'earlier');
    this.#takePlace(id, rows);
    await this.#until(
      () => this.#view(id),
      ({ status }) => status !== 'In progress',
    );
    return rows;
  }

  async #importBeside(): Promise<void> {
    const rows = this.#makeRows(OTHER_ROWS, 2, this.#rows);
    const { id } = await this.#upload(rows, 'beside');
    this.#takePlace(id, rows);
  }

  async #reach(moment: Moment): Promise<void> {
    if (moment === 'accepted') return;
    const view = () => this.#view(this.#id);
    if (moment === 'counting') {
      await this.#until(view, ({ status, successes }) => status !== 'Checking' || successes > 0);
      return;
    }
    await this.#until(view, ({ status }) => status === 'Ready to import');
    await this.comparePrediction();
  }

  async #changeSettings({ at: _, ...kept }: Kept & { readonly at: Moment }): Promise<void> {
    await this.client.expect(202, () =>
      call(this.client.name, `/api/imports/${this.#id}/settings`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: this.script.type, ...kept }),
      }),
    );
    this.#kept = kept;
  }

  async #apply(): Promise<void> {
    const end = Date.now() + END_WITHIN_MS;
    for (;;) {
      const answer = await this.#change('POST', '/apply');
      if (answer.status === 202) break;
      if (answer.status !== 409 || Date.now() > end)
        throw new Error(`${this.prefix}: not applied: ${answer.status} ${answer.text}`);
      // Either an earlier call whose answer was lost has applied it, or one that changed its settings was carried out late.
      const { status } = await this.#view(this.#id);
      if (status !== 'Checking' && status !== 'Ready to import') break;
      await wait(POLL_MS);
    }
    this.#takePlace(this.#id, this.#rows, this.#kept);
  }

  async #discard(): Promise<void> {
    const { status, text } = await this.#change('DELETE', '');
    // By an earlier call whose answer was lost.
    if (status !== 204 && status !== 404) throw new Error(`${this.prefix}: not discarded: ${status} ${text}`);
  }

  #change(method: string, path: string): Promise<Answer> {
    return this.client.ask(() => call(this.client.name, `/api/imports/${this.#id}${path}`, { method }));
  }

  #view(id: string): Promise<ImportView> {
    return this.#ask<ImportView>(`/api/imports/${id}`);
  }

  #ask<Body>(path: string): Promise<Body> {
    return this.client.expect(200, () => call(this.client.name, path));
  }

  async #until<Body>(ask: () => Promise<Body>, reached: (body: Body) => boolean): Promise<Body> {
    const end = Date.now() + END_WITHIN_MS;
    for (;;) {
      const body = await ask();
      if (reached(body)) return body;
      if (Date.now() > end)
        throw new Error(`${this.prefix}: not reached in ${END_WITHIN_MS} ms: ${JSON.stringify(body)}`);
      await wait(POLL_MS);
    }
  }

  #makeRows(rows: number, part: number, earlier: readonly Row[]): Row[] {
    const options = {
      seed: this.#seed * 10 + part,
      people: this.#people,
      rows,
      prefix: this.prefix,
      bad: 0.02,
    };
    if (this.script.type === 'certifications') return certificationRows(options);
    return earlier.length === 0 ? courseRows(options) : rewritingRows(earlier, options);
  }

  #upload(rows: readonly Row[], name: string, query: Readonly<Record<string, string>> = {}) {
    return uploadPatiently(this.client, toCsv(this.#header, rows), {
      type: this.script.type,
      name: `${this.prefix}-${name}`,
      query,
    });
  }

  #takePlace(id: string, rows: readonly Row[], kept: Kept = {}): void {
    const outcome =
      this.script.type === 'courses'
        ? this.oracle.importCourses(rows, kept)
        : this.oracle.importCertifications(rows);
    this.imports.push({ id, rows, header: this.#header, outcome });
  }

  get #header(): readonly string[] {
    return this.script.type === 'courses' ? COURSE_HEADER : CERTIFICATION_HEADER;
  }
}
