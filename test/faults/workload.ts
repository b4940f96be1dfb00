import { setTimeout as wait } from 'node:timers/promises';
import type { ImportView } from '#shared/imports/import-view.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { type ImportOutcome, Oracle, type Person, type Row } from '../support/oracle.ts';
import { type ClientName, upload } from '../support/product.ts';

export interface Import {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly header: readonly string[];
  readonly outcome: ImportOutcome;
}

/** An answer that a client tries again after: something is unavailable, or there are too many. */
const TRY_AGAIN = [408, 429, 500, 502, 503];

/** Beyond this an upload that is tried again and again is lost, not delayed. */
const ACCEPT_WITHIN_MS = 240_000;

/** The files of one tenant, uploaded one after another, and what must become of them. */
export class TenantWorkload {
  readonly tenant: string;
  readonly client: ClientName;
  readonly people: readonly Person[];
  readonly oracle: Oracle;
  readonly prefix: string;
  readonly imports: Import[] = [];
  /** Answers of 500, which nothing that is merely unavailable may cause. */
  internalErrors = 0;
  readonly #seed: number;

  constructor(tenant: string, client: ClientName, seed: number) {
    this.tenant = tenant;
    this.client = client;
    this.prefix = `F${seed}${tenant}`;
    this.people = people(`f${seed}.${tenant}`, 600);
    this.oracle = new Oracle(this.people);
    this.#seed = seed;
  }

  /** Uploads file `number`; every third is of certifications. */
  async upload(number: number, rows: number): Promise<void> {
    const isCourses = number % 3 !== 2;
    const options = {
      seed: this.#seed * 1_000 + number,
      people: this.people,
      rows,
      prefix: this.prefix,
      bad: 0.02,
    };
    const generated = isCourses ? courseRows(options) : certificationRows(options);
    const header = isCourses ? COURSE_HEADER : CERTIFICATION_HEADER;
    const { id } = await this.#untilAccepted(
      toCsv(header, generated),
      isCourses ? 'courses' : 'certifications',
      number,
    );
    const outcome = isCourses
      ? this.oracle.importCourses(generated)
      : this.oracle.importCertifications(generated);
    this.imports.push({ id, rows: generated, header, outcome });
  }

  /** The same key each time: an acceptance whose answer was lost must not be a second import. */
  async #untilAccepted(csv: string, type: string, number: number): Promise<ImportView> {
    const headers = { 'Idempotency-Key': `${this.prefix}-${number}` };
    const end = Date.now() + ACCEPT_WITHIN_MS;
    for (;;) {
      const response = await upload(csv, { client: this.client, type, headers }).catch(() => undefined);
      if (response?.status === 202) return (await response.json()) as ImportView;
      const text = await response?.text().catch(() => '');
      if (response?.status === 500) this.internalErrors += 1;
      if (response !== undefined && !TRY_AGAIN.includes(response.status))
        throw new Error(`Refused: ${response.status} ${text}`);
      if (Date.now() > end)
        throw new Error(`Not accepted in ${ACCEPT_WITHIN_MS} ms: ${response?.status} ${text}`);
      await wait(250);
    }
  }
}
