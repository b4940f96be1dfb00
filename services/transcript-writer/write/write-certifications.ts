import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { calendarDate } from '#shared/records/calendar-date.ts';
import type { CertificationValues } from '#shared/records/record-values.ts';
import { IMPORTED_STATUS } from './course-record.ts';
import { originsOf } from './origins.ts';
import { type ParameterColumns, parametersOf, rowsOfParameters } from './rows-of-parameters.ts';
import { textColumn } from './text-column.ts';
import type { Accepted } from './validated-rows.ts';

type Certification = Accepted<CertificationValues>;

const COLUMNS: ParameterColumns<Certification> = {
  shared: [
    { name: 'tenant_id', type: 'int', of: ({ importInfo }) => importInfo.tenantId },
    { name: 'import_id', type: 'uuid', of: ({ importInfo }) => importInfo.importId },
  ],
  own: [
    { name: 'person_id', type: 'bigint', number: ({ personId }) => personId },
    { name: 'certification_name', type: 'text', texts: column('certificationName') },
    { name: 'certification_number', type: 'text', nullable: true, texts: column('certificationNumber') },
    { name: 'issuing_organization', type: 'text', nullable: true, texts: column('issuingOrganization') },
    { name: 'issue_date', type: 'date', day: ({ values }) => calendarDate(values.issueDate) },
    {
      name: 'expiration_date',
      type: 'date',
      nullable: true,
      day: ({ values: { expirationDate } }) =>
        expirationDate === null ? null : calendarDate(expirationDate),
    },
    { name: 'notes', type: 'text', nullable: true, texts: column('notes') },
  ],
};

type CertificationText = 'certificationName' | 'certificationNumber' | 'issuingOrganization' | 'notes';

function column(text: CertificationText): (certifications: readonly Certification[]) => Buffer {
  return (certifications) => textColumn(certifications, ({ values }) => values[text]);
}

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
  /** Their lines without the record's id, which comes third, and the version at the end. */
  readonly lines: Buffer;
}

export function prepareCertifications(certifications: readonly Certification[]): CertificationsToWrite {
  return {
    values:
      certifications.length === 0
        ? undefined
        : parametersOf(COLUMNS, certifications, originsOf(certifications)),
    lines: Buffer.from(certifications.map(lineWithoutId).join('\n')),
  };
}

/**
 * Applies the rule for certifications: every valid row adds one record (promise 4). One statement for the batch.
 *
 * @returns lines of the mirror's `certification_records`
 */
export async function writeCertifications(
  client: Queryable,
  { values, lines }: CertificationsToWrite,
): Promise<string[]> {
  if (values === undefined) return [];
  const { rows } = await client.query<[personId: number, recordId: number]>({ ...INSERT, values });
  const written = lines.toString().split('\n');
  return written.map((line, index) => {
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
    return `${line.slice(0, personEnd)}\t${recordId}${line.slice(personEnd)}\t${recordId}`;
  });
}

/** In the order of CERTIFICATION_COLUMNS. */
function lineWithoutId({ importInfo, personId, values }: Certification): string {
  return tabSeparatedLine([
    importInfo.tenantId,
    personId,
    values.certificationName,
    values.certificationNumber,
    values.issuingOrganization,
    values.issueDate,
    values.expirationDate,
    values.notes,
    IMPORTED_STATUS,
    importInfo.importId,
  ]);
}
