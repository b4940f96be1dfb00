import { z } from 'zod';
import { RECORD_TYPES } from '#shared/csv/record-types.ts';
import { readQuery } from '#shared/http/parameters.ts';
import { message } from '#shared/texts/texts-of.ts';
import { choice, date as day } from '../http/parameters.ts';
import { bound, date, number, type Report, text } from './report.ts';

const PERIODS = { day: 'toDate', week: 'toMonday', month: 'toStartOfMonth' } as const;
const periods = choice(Object.keys(PERIODS) as (keyof typeof PERIODS)[]);
const TYPE_WORDS = {
  courses: message('report-columns.type-courses'),
  certifications: message('report-columns.type-certifications'),
};
const filters = z.object({ from: day, to: day, type: choice(RECORD_TYPES), by: periods });

/** What was imported on which day (UTC, by when it was accepted); by week or month, the day is the first of it. */
export const importActivity: Report = {
  name: 'import-activity',
  title: message('report-columns.import-activity'),
  filters: ['from', 'to', 'type', 'by'],
  query: (request) => {
    const { from, to, type, by = 'day' } = readQuery(request, filters);
    const conditions = [
      'tenant_id = {tenant: UInt32}',
      ...(from === undefined ? [] : ['toDate(accepted_at) >= {from: Date}']),
      ...(to === undefined ? [] : ['toDate(accepted_at) <= {to: Date}']),
      ...(type === undefined ? [] : ['type = {type: String}']),
    ];
    return {
      columns: [
        date('day', message('report-columns.day')),
        text('type', message('report-columns.type'), TYPE_WORDS),
        number('imports', message('report-columns.imports')),
        number('total', message('report-columns.total')),
        number('successes', message('report-columns.successes')),
        number('failures', message('report-columns.failures')),
      ],
      // The aliases of sums differ from the columns summed: ClickHouse would take a sum for its own argument.
      select: `SELECT ${PERIODS[by]}(accepted_at) AS day, type, count() AS imports,
          sum(ifNull(imports.total, imports.successes + imports.failures)) AS total,
          sum(imports.successes) AS successes, sum(imports.failures) AS failures, toString(day) AS dayText
        FROM imports FINAL
        WHERE ${conditions.join(' AND ')}
        GROUP BY day, type`,
      parameters: bound({ from, to, type }),
      identity: [
        { name: 'dayText', type: 'String' },
        { name: 'type', type: 'String' },
      ],
      defaultSort: { key: 'day', order: 'desc' },
      additive: ['imports', 'total', 'successes', 'failures'],
    };
  },
};
