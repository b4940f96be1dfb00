import { LmsError } from '#shared/errors.ts';
import type { CertificationTranscript } from '#shared/kafka/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { CertificationValues } from '../records/record-values.ts';
import { IMPORTED_STATUS } from './course-record.ts';
import type { Accepted } from './judge-rows.ts';

type Certification = Accepted<CertificationValues>;

const INSERT = {
  name: 'insert-certifications',
  rowMode: 'array' as const,
  text: `INSERT INTO certification_records (tenant_id, person_id, certification_name, certification_number,
    issuing_organization, issue_date, expiration_date, notes, status, import_id, record_id, version)
  SELECT numbered.*, numbered.record_id
  FROM (
    SELECT offered.*, nextval('record_version') AS record_id
    FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::text[],
      $9::text[], $10::uuid[]) AS offered
  ) AS numbered
  RETURNING person_id, record_id`,
};

/** Applies the rule for certifications (release notes): every valid row adds one record. One statement for the batch. */
export async function writeCertifications(
  client: Queryable,
  certifications: readonly Certification[],
): Promise<CertificationTranscript[]> {
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
    return toTranscript(certification, recordId);
  });
}

function parameters(certifications: readonly Certification[]): unknown[][] {
  return [
    certifications.map((c) => c.importInfo.tenantId),
    certifications.map((c) => c.personId),
    certifications.map((c) => c.values.certificationName),
    certifications.map((c) => c.values.certificationNumber),
    certifications.map((c) => c.values.issuingOrganization),
    certifications.map((c) => c.values.issueDate),
    certifications.map((c) => c.values.expirationDate),
    certifications.map((c) => c.values.notes),
    certifications.map(() => IMPORTED_STATUS),
    certifications.map((c) => c.importInfo.importId),
  ];
}

function toTranscript(
  { importInfo, personId, values }: Certification,
  recordId: number,
): CertificationTranscript {
  return {
    tenantId: importInfo.tenantId,
    personId,
    recordId,
    certificationName: values.certificationName,
    certificationNumber: values.certificationNumber,
    issuingOrganization: values.issuingOrganization,
    issueDate: values.issueDate,
    expirationDate: values.expirationDate,
    notes: values.notes,
    status: IMPORTED_STATUS,
    importId: importInfo.importId,
    version: recordId,
  };
}
