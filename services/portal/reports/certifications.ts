import { z } from 'zod';
import { readQuery } from '#shared/http/parameters.ts';
import { message } from '#shared/texts/texts-of.ts';
import { choice, filter } from '../http/parameters.ts';
import { recordColumns } from './record-columns.ts';
import {
  bound,
  number,
  PERSON_JOIN,
  type Report,
  type ReportQuery,
  searchCondition,
  searchParameter,
  templateTitle,
  text,
} from './report.ts';

/** Part of the interface: what expires within this many days is `expiring`. */
const EXPIRING_DAYS = 90;

const EXPIRY = ['expired', 'expiring'] as const;
const filters = z.object({ certification: filter, search: filter, expiry: choice(EXPIRY) });
type Filters = Omit<z.output<typeof filters>, 'certification'>;

/** A day as a number, 20240301: comparing numbers takes a tenth of what comparing texts does. */
const dayNumber = (day: string): string => `toUInt32OrNull(replaceAll(${day}, '-', ''))`;

/** Later than any day: what a record without an expiration date is compared as. */
const NEVER = '99999999';

/**
 * What decides which record of a person and a certification is the latest: the day of issue, and of one day which holds
 * longest. Both as one number, whose lower half is the day on which the record expires.
 */
const RECENCY = `bitShiftLeft(toUInt64(toInt32(issue_date) + 1000000), 32) + ifNull(${dayNumber('expiration_date')}, ${NEVER})`;

/** Conditions on when somebody's latest record of a certification expires; earlier ones say nothing of whether it is in force. */
const IS_EXPIRED = `expires < ${dayNumber('{today: String}')}`;
const IS_EXPIRING = `expires BETWEEN ${dayNumber('{today: String}')} AND ${dayNumber('{soon: String}')}`;
const VALIDITY = `multiIf(expires = ${NEVER}, 'no expiry', ${IS_EXPIRED}, 'expired', ${IS_EXPIRING}, 'expiring', 'valid')`;

const VALIDITY_WORDS = {
  'no expiry': message('report-columns.validity-no expiry'),
  expired: message('report-columns.validity-expired'),
  expiring: message('report-columns.validity-expiring'),
  valid: message('report-columns.validity-valid'),
  renewed: message('report-columns.validity-renewed'),
};

/**
 * Every certification there are records of, with the people whose latest record has expired or soon will, or with
 * `certification` the records of one, an earlier record of somebody who has a later one being `renewed`.
 */
export const certificationsByCertification: Report = {
  name: 'certifications-by-certification',
  title: message('report-columns.certifications-by-certification'),
  filters: ['certification', 'search', 'expiry'],
  query: (request) => {
    const { certification, ...more } = readQuery(request, filters);
    return certification === undefined ? summary(more) : records(certification, more);
  },
};

function summary({ search, expiry }: Filters): ReportQuery {
  return {
    columns: [
      text('certificationName', templateTitle('certifications', 'certificationName')),
      number('records', message('report-columns.records')),
      number('people', message('report-columns.people')),
      number('expired', message('report-columns.expired')),
      number('expiring', message('report-columns.expiring', { days: String(EXPIRING_DAYS) })),
    ],
    select: `SELECT certificationName, sum(held) AS records, count() AS people,
        countIf(${IS_EXPIRED}) AS expired, countIf(${IS_EXPIRING}) AS expiring
      FROM (
        SELECT certification_name AS certificationName, count() AS held,
          bitAnd(max(${RECENCY}), 4294967295) AS expires
        FROM certification_records FINAL
        WHERE tenant_id = {tenant: UInt32} ${searchCondition(search, 'certification_name')}
        GROUP BY certification_name, person_id
      ) AS holder
      GROUP BY certificationName ${expiry === undefined ? '' : `HAVING ${expiry} > 0`}`,
    parameters: bound({ search: searchParameter(search), ...days() }),
    identity: [{ name: 'certificationName', type: 'String' }],
    defaultSort: { key: 'certificationName', order: 'asc' },
    additive: ['records', 'expired', 'expiring'],
  };
}

function records(certification: string, { search, expiry }: Filters): ReportQuery {
  const condition = expiry === undefined ? '' : `AND validity = '${expiry}'`;
  const { columns, select } = recordColumns('certifications', ['certificationName']);
  return {
    columns: [...columns, text('validity', message('report-columns.validity'), VALIDITY_WORDS)],
    select: `SELECT ${select}, record_id AS recordId, validity
      FROM (
        SELECT *, ifNull(${dayNumber('expiration_date')}, ${NEVER}) AS expires,
          argMax(record_id, (${RECENCY}, record_id)) OVER (PARTITION BY person_id) AS latest,
          if(record_id = latest, ${VALIDITY}, 'renewed') AS validity
        FROM certification_records FINAL
        WHERE tenant_id = {tenant: UInt32} AND certification_name = {certification: String}
      ) AS record ${PERSON_JOIN}
      WHERE 1 ${condition} ${searchCondition(search, 'username', 'employeeId', 'firstName', 'lastName')}`,
    parameters: bound({ certification, search: searchParameter(search), ...days() }),
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
