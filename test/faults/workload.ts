import type { RecordType } from '#shared/csv/record-types.ts';
import type { ImportView } from '#shared/imports/import-view.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { type ImportOutcome, Oracle, type Person, type Row } from '../support/oracle.ts';
import { type ClientName, upload } from '../support/product.ts';
import { PatientClient } from './patient-client.ts';
import { type Undo, undoPatiently } from './undo-patiently.ts';

export interface Import {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly header: readonly string[];
  readonly outcome: ImportOutcome;
}

/** The files of one tenant, uploaded one after another, and what must become of them. */
export class TenantWorkload {
  readonly tenant: string;
  readonly client: PatientClient;
  readonly people: readonly Person[];
  readonly oracle: Oracle;
  readonly prefix: string;
  readonly imports: Import[] = [];
  readonly undos: Undo[] = [];
  readonly #seed: number;

  constructor(tenant: string, client: ClientName, seed: number) {
    this.tenant = tenant;
    this.client = new PatientClient(client);
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
    const { id } = await uploadPatiently(this.client, toCsv(header, generated), {
      type: isCourses ? 'courses' : 'certifications',
      name: `${this.prefix}-${number}`,
    });
    const outcome = isCourses
      ? this.oracle.importCourses(generated, {}, id)
      : this.oracle.importCertifications(generated, id);
    this.imports.push({ id, rows: generated, header, outcome });
  }

  /** Undoes file `number` once it has ended, while whatever else goes on. */
  async undo(number: number): Promise<void> {
    const undone = this.imports[number];
    if (undone === undefined) throw new Error(`File ${number} is not uploaded`);
    const { id } = await undoPatiently(this.client, undone.id);
    this.oracle.undo(undone.id);
    this.undos.push({ id, undoes: undone.id });
  }
}

interface Upload {
  readonly type: RecordType;
  /** The file's, and its idempotency key: an acceptance whose answer was lost must not be a second import. */
  readonly name: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** Uploads a file that must be accepted, once. */
export function uploadPatiently(
  client: PatientClient,
  csv: string,
  { type, name, query = {} }: Upload,
): Promise<ImportView> {
  const headers = { 'Idempotency-Key': name };
  return client.expect(202, () =>
    upload(csv, { client: client.name, type, fileName: `${name}.csv`, query, headers }),
  );
}
