import { instructionsText } from '#shared/csv/instructions.ts';
import { RECORD_TYPES, type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { exampleCsv, templateCsv } from '#shared/csv/templates.ts';
import { answerLanguage } from '#shared/http/request-language.ts';
import type { Language } from '#shared/texts/languages.ts';
import { nameDownload } from '../http/download.ts';
import type { Route } from '../http/route.ts';

/** What an admin needs to make a file. */
export function templateRoutes(): Route[] {
  const file = (
    operationId: string,
    path: string,
    { name, text }: { readonly name: string; text(language: Language): string },
  ): Route => ({
    operationId,
    method: 'get',
    path,
    access: 'admin',
    handle: (_request, response) => {
      nameDownload(response, name);
      response.type('text/csv; charset=utf-8').send(text(answerLanguage(response)));
    },
  });
  const template = (type: RecordType, operationId: string): Route =>
    file(operationId, `/api/templates/${type}.csv`, {
      name: `${type}-template.csv`,
      text: (language) => templateCsv(type, language),
    });
  const example = (type: RecordType, operationId: string): Route =>
    file(operationId, `/api/templates/${type}-example.csv`, {
      name: `${type}-example.csv`,
      text: (language) => exampleCsv(type, language),
    });
  return [
    template('courses', 'downloadCoursesTemplate'),
    template('certifications', 'downloadCertificationsTemplate'),
    example('courses', 'downloadCoursesExample'),
    example('certifications', 'downloadCertificationsExample'),
    {
      operationId: 'downloadInstructions',
      method: 'get',
      path: '/api/instructions',
      access: 'admin',
      handle: (_request, response, { tenant }) => {
        const language = answerLanguage(response);
        nameDownload(response, 'bulk-import-instructions.txt');
        response.type('text/plain; charset=utf-8').send(instructionsText(language, tenant.maxFileBytes));
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
