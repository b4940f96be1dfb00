import { instructionsText } from '#shared/csv/instructions.ts';
import { RECORD_TYPES, type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { templateCsv } from '#shared/csv/templates.ts';
import { nameDownload } from '../http/download.ts';
import type { Route } from '../http/route.ts';

/** What an admin needs to make a file. */
export function templateRoutes(): Route[] {
  const template = (type: RecordType, operationId: string): Route => ({
    operationId,
    method: 'get',
    path: `/api/templates/${type}.csv`,
    access: 'admin',
    handle: (_request, response) => {
      nameDownload(response, `${type}.csv`);
      response.type('text/csv; charset=utf-8').send(templateCsv(type));
    },
  });
  return [
    template('courses', 'downloadCoursesTemplate'),
    template('certifications', 'downloadCertificationsTemplate'),
    {
      operationId: 'downloadInstructions',
      method: 'get',
      path: '/api/instructions',
      access: 'admin',
      handle: (_request, response) => {
        nameDownload(response, 'bulk-import-instructions.txt');
        response.type('text/plain; charset=utf-8').send(instructionsText());
      },
    },
    {
      operationId: 'listRecordTypes',
      method: 'get',
      path: '/api/record-types',
      access: 'admin',
      handle: (_request, response) => void response.json({ items: RECORD_TYPES.map(recordSchema) }),
    },
  ];
}
