import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { CertificationValues } from '../records/record-values.ts';
import { IMPORTED_STATUS } from './course-record.ts';
import type { Accepted } from './judge-rows.ts';
import { columnOf, textColumn } from './text-column.ts';

type Certification = Accepted<CertificationValues>;

/** The types of {@link parameters}, in order. */
const COLUMN_TYPES = ['int', 'bigint', 'text', 'text', 'text', 'date', 'date', 'text', 'text', 'uuid'];

const INSERT = {
  name: 'insert-certifications',
  rowMode: 'array' as const,
  text: `INSERT INTO certification_records (tenant_id, person_id, certification_name, certification_number,
    issuing_organization, issue_date, expiration_date, notes, status, import_id, record_id, version)
  SELECT numbered.*, numbered.record_id
  FROM (
    SELECT offered.*, nextval('record_version') AS record_id
    FROM unnest(${COLUMN_TYPES.map((type, index) => columnOf(index + 1, type)).join(', ')}) AS offered
  ) AS numbered
  RETURNING person_id, record_id`,
};

/**
 * Applies the rule for certifications (release notes): every valid row adds one record. One statement for the batch.
 *
 * @returns lines of the mirror's `certification_records`
 */
export async function writeCertifications(
  client: Queryable,
  certifications: readonly Certification[],
): Promise<string[]> {
  if (certifications.length === 0) return [];
  const { rows } = await client.query<[personId: number, recordId: number]>({
    ...INSERT,
    values: parameters(certifications),
  });
  return certifications.map((certification, index) => {
    const [personId, recordId] = rows[index] ?? [];
    if (personId !== certification.personId || recordId === undefined) {
      throw new LmsError(
        'unexpected',
        'Certification records came back in another order than they were written',
      );
    }
    return certificationLine(certification, recordId);
  });
}

function parameters(certifications: readonly Certification[]): string[] {
  return [
    textColumn(certifications, (c) => c.importInfo.tenantId),
    textColumn(certifications, (c) => c.personId),
    textColumn(certifications, (c) => c.values.certificationName),
    textColumn(certifications, (c) => c.values.certificationNumber),
    textColumn(certifications, (c) => c.values.issuingOrganization),
    textColumn(certifications, (c) => c.values.issueDate),
    textColumn(certifications, (c) => c.values.expirationDate),
    textColumn(certifications, (c) => c.values.notes),
    textColumn(certifications, () => IMPORTED_STATUS),
    textColumn(certifications, (c) => c.importInfo.importId),
  ];
}

/** In the order of CERTIFICATION_COLUMNS. */
function certificationLine({ importInfo, personId, values }: Certification, recordId: number): string {
  return tabSeparatedLine([
    importInfo.tenantId,
    personId,
    recordId,
    values.certificationName,
    values.certificationNumber,
    values.issuingOrganization,
    values.issueDate,
    values.expirationDate,
    values.notes,
    IMPORTED_STATUS,
    importInfo.importId,
    recordId,
  ]);
}
