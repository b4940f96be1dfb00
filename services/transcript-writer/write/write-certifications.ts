import { CERTIFICATION_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { LmsError } from '#shared/errors.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { packLines, splitLines } from './mirror-rows.ts';
import { originsOf } from './origins.ts';
import { IMPORTED_STATUS, recordLines } from './record-lines.ts';
import { IMPORT_COLUMNS, ownColumns } from './record-parameters.ts';
import { type ParameterColumns, parametersOf, rowsOfParameters } from './rows-of-parameters.ts';
import type { Accepted } from './validated-rows.ts';

const TABLE = recordTable('certifications');

const COLUMNS: ParameterColumns<Accepted> = { shared: IMPORT_COLUMNS, own: ownColumns(TABLE) };

const NAMES = [...COLUMNS.shared, ...COLUMNS.own]
  .map(({ name }) => name)
  .concat('status', 'record_id', 'version');

const INSERT = {
  name: 'insert-certifications',
  rowMode: 'array' as const,
  text: `INSERT INTO certification_records (${NAMES.join(', ')})
  SELECT numbered.*, numbered.record_id
  FROM (
    SELECT offered.*, '${IMPORTED_STATUS}', nextval('record_version') AS record_id
    FROM (${rowsOfParameters(COLUMNS)}) AS offered
  ) AS numbered
  RETURNING person_id, record_id`,
};

/** Certifications about to be written, as bytes (see {@link CoursesToWrite}). */
export interface CertificationsToWrite {
  /** Values of {@link INSERT}; undefined when there is nothing to write. */
  readonly values: unknown[] | undefined;
  /** Their lines without the record's id, which comes third, and the version at the end; each ends with a tab. */
  readonly lines: Buffer;
}

export function prepareCertifications(certifications: readonly Accepted[]): CertificationsToWrite {
  const origins = originsOf(certifications);
  return {
    values: certifications.length === 0 ? undefined : parametersOf(COLUMNS, certifications, origins),
    lines: recordLines(TABLE, certifications, origins, {
      sharedCells: ({ importInfo }) => [importInfo.importId],
    }),
  };
}

/**
 * Applies the rule for certifications: every valid row adds one record (promise 4). One statement for the batch.
 *
 * @returns rows of the mirror's `certification_records`
 */
export async function writeCertifications(
  client: Queryable,
  { values, lines }: CertificationsToWrite,
): Promise<MirrorRows[]> {
  if (values === undefined) return [];
  const { rows } = await client.query<[personId: number, recordId: number]>({ ...INSERT, values });
  const written = splitLines(lines).map((line, index) => {
    const [personId, recordId] = rows[index] ?? [];
    const personAt = line.indexOf('\t') + 1;
    const personEnd = line.indexOf('\t', personAt);
    if (recordId === undefined || line.slice(personAt, personEnd) !== String(personId)) {
      throw new LmsError(
        'unexpected',
        'Certification records came back in another order than they were written',
      );
    }
    // A record is written once: its version is its id.
    return `${line.slice(0, personEnd)}\t${recordId}${line.slice(personEnd)}${recordId}`;
  });
  return packLines(CERTIFICATION_COLUMNS, written);
}
