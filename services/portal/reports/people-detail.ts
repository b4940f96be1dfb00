import { z } from 'zod';
import { readQuery } from '#shared/http/parameters.ts';
import { message } from '#shared/texts/texts-of.ts';
import { filter } from '../http/parameters.ts';
import { bound, PERSON_COLUMNS, type Report, searchCondition, searchParameter, text } from './report.ts';

const filters = z.object({ search: filter });

/** Everyone, with what identifies them in a file to import. */
export const peopleDetail: Report = {
  name: 'people-detail-with-pid',
  title: message('report-columns.people-detail-with-pid'),
  filters: ['search'],
  query: (request) => {
    const { search } = readQuery(request, filters);
    return {
      columns: [...PERSON_COLUMNS, text('email', message('report-columns.email'))],
      select: `SELECT username, employee_id AS employeeId, first_name AS firstName, last_name AS lastName, email,
          person_id AS personId
        FROM people FINAL
        WHERE tenant_id = {tenant: UInt32}
          ${searchCondition(search, 'username', 'employee_id', 'first_name', 'last_name', 'email')}`,
      parameters: bound({ search: searchParameter(search) }),
      identity: [{ name: 'personId', type: 'UInt64' }],
      defaultSort: { key: 'lastName', order: 'asc' },
    };
  },
};
