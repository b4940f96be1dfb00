import { z } from 'zod';
import { readQuery } from '#shared/http/parameters.ts';
import { choice, filter } from '../http/parameters.ts';
import { recordColumns } from './record-columns.ts';
import {
  bound,
  number,
  PERSON_JOIN,
  type Report,
  type ReportQuery,
  searchCondition,
  text,
} from './report.ts';

/** Part of the interface: what expires within this many days is `expiring`. */
const EXPIRING_DAYS = 90;

const EXPIRY = ['expired', 'expiring'] as const;
const filters = z.object({ certification: filter, search: filter, expiry: choice(EXPIRY) });
type Filters = Omit<z.output<typeof filters>, 'certification'>;
const IS_EXPIRED = 'expiration_date < {today: String}';
const IS_EXPIRING = 'expiration_date BETWEEN {today: String} AND {soon: String}';

/** Every certification there are records of, or with `certification` the records of one. */
export const certificationsByCertification: Report = {
  name: 'certifications-by-certification',
  title: 'Certifications by Certification',
  filters: ['certification', 'search', 'expiry'],
  query: (request) => {
    const { certification, ...more } = readQuery(request, filters);
    return certification === undefined ? summary(more) : records(certification, more);
  },
};

function summary({ search, expiry }: Filters): ReportQuery {
  return {
    columns: [
      text('certificationName', 'Certification Name'),
      number('records', 'Records'),
      number('people', 'People'),
      number('expired', 'Expired'),
      number('expiring', `Expiring within ${EXPIRING_DAYS} Days`),
    ],
    select: `SELECT certification_name AS certificationName, count() AS records, uniqExact(person_id) AS people,
        countIf(${IS_EXPIRED}) AS expired, countIf(${IS_EXPIRING}) AS expiring
      FROM certification_records FINAL
      WHERE tenant_id = {tenant: UInt32} ${searchCondition(search, 'certification_name')}
      GROUP BY certification_name ${expiry === undefined ? '' : `HAVING ${expiry} > 0`}`,
    parameters: bound({ search, ...days() }),
    identity: [{ name: 'certificationName', type: 'String' }],
    defaultSort: { key: 'certificationName', order: 'asc' },
  };
}

function records(certification: string, { search, expiry }: Filters): ReportQuery {
  const condition = { expired: `AND ${IS_EXPIRED}`, expiring: `AND ${IS_EXPIRING}`, any: '' }[
    expiry ?? 'any'
  ];
  const { columns, select } = recordColumns('certifications', ['certificationName']);
  return {
    columns,
    select: `SELECT ${select}, record_id AS recordId
      FROM certification_records AS record FINAL ${PERSON_JOIN}
      WHERE tenant_id = {tenant: UInt32} AND certification_name = {certification: String} ${condition}
        ${searchCondition(search, 'username', 'employeeId', 'firstName', 'lastName')}`,
    parameters: bound({ certification, search, ...days() }),
    identity: [{ name: 'recordId', type: 'UInt64' }],
    defaultSort: { key: 'lastName', order: 'asc' },
  };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Today in UTC, and the last day that is soon. */
function days(): { today: string; soon: string } {
  const now = Date.now();
  const day = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);
  return { today: day(now), soon: day(now + EXPIRING_DAYS * DAY_MS) };
}
