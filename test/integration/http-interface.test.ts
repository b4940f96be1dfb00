import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { checkFile } from '../support/checks.ts';
import { HttpInterface } from '../support/openapi.ts';
import { type ClientName, call, endpoints, importFile, upload } from '../support/product.ts';

const COURSES = [
  'Username,Course Number,Course Name,Course Type,Start Date,Completion Date,Score,Duration Minutes,Credits',
  'cameron.graham,HTTP-1,Interfaces,OJT,2023-03-06,2023-03-10,92.5,480,7.25',
  'cameron.graham,HTTP-2,Interfaces,ilt,,2023-03-10,,,',
  'cameron.graham,HTTP-3,,OJT,,2023-03-10,,,',
  'nobody.at.all,HTTP-3,Interfaces,OJT,,2023-03-10,,,',
].join('\n');
const CERTIFICATIONS = [
  'Username,Certification Name,Issue Date,Expiration Date',
  'cameron.graham,HTTP Certificate,2020-05-15,2021-05-15',
  'cameron.graham,HTTP Certificate,2020-05-15,',
].join('\n');

const http = new HttpInterface();
let courses: ImportView;
let personId: string;
let checkId: string;
let mappingId: string;
let webhookId: string;
let deliveryId: string;

beforeAll(async () => {
  courses = await importFile(COURSES, { fileName: 'Kurse – März.csv' });
  await importFile(CERTIFICATIONS, { type: 'certifications' });
  const people = (await (await call('acme-hr', '/api/people?search=cameron.graham')).json()) as {
    items: { id: string }[];
  };
  personId = people.items[0]?.id ?? '';
  checkId = (await checkFile(CERTIFICATIONS, { type: null })).id;
  const mapping = {
    name: 'HTTP',
    columns: { 'HTTP No': 'employeeId', Remarks: null },
    dateFormat: 'DD/MM/YYYY',
  };
  const saved = await call('acme-hr', '/api/mappings', { method: 'POST', body: JSON.stringify(mapping) });
  mappingId = ((await saved.json()) as { id: string }).id;
  const webhook = { url: 'http://127.0.0.1:9/' };
  webhookId = await madeId('createWebhook', '/api/webhooks', JSON.stringify(webhook));
  deliveryId = await madeId('testWebhook', `/api/webhooks/${webhookId}/test`);
});
afterAll(() => call('acme-hr', `/api/webhooks/${webhookId}`, { method: 'DELETE' }));

/** The id of what a call makes. */
async function madeId(operationId: string, path: string, body?: string): Promise<string> {
  const response = await call('acme-hr', path, { method: 'POST', ...(body === undefined ? {} : { body }) });
  return ((await documented(operationId, response)) as { id: string }).id;
}

/** A path of the document or of a test, with what exists in its places. */
function addressOf(path: string): string {
  return path
    .replace('people/{id}', 'people/{person}')
    .replace('mappings/{id}', 'mappings/{mapping}')
    .replace('webhooks/{id}', 'webhooks/{webhook}')
    .replace('deliveries/{id}', 'deliveries/{delivery}')
    .replace('{person}', personId)
    .replace('{check}', checkId)
    .replace('{mapping}', mappingId)
    .replace('{webhook}', webhookId)
    .replace('{delivery}', deliveryId)
    .replace(/\{\w+\}/, courses.id);
}

/** The answer's body, once it is as the document says. */
async function documented(operationId: string, response: Response): Promise<unknown> {
  const contentType = response.headers.get('content-type')?.split(';')[0] ?? '';
  const body = contentType.endsWith('json') ? await response.json() : await response.text();
  expect(http.problemsOf(operationId, response.status, contentType, body)).toEqual([]);
  return body;
}

it('lists the imports of a file by its hash, and never those of other tenants', async () => {
  const sha256 = createHash('sha256').update(COURSES).digest('hex').toUpperCase();
  const listed = async (client: ClientName) => {
    const response = await call(client, `/api/imports?sha256=${sha256}`);
    return ((await documented('listImports', response)) as { items: ImportView[] }).items.map(({ id }) => id);
  };
  expect(await listed('acme-hr')).toEqual([courses.id]);
  expect(await listed('globex-hr')).toEqual([]);
});

const answers: readonly (readonly [operationId: string, path: string, client?: ClientName])[] = [
  ['listImports', '/api/imports?limit=2&count=true'],
  [
    'listImports',
    '/api/imports?type=courses&status=Complete%20but%20with%20errors&initiatedBy=ACME&from=2020-01-01',
  ],
  ['getImport', '/api/imports/{import}'],
  ['getInspection', '/api/imports/{import}/inspection'],
  ['watchImport', '/api/imports/{import}/events'],
  ['listImportFailures', '/api/imports/{import}/failures'],
  ['listFailingRows', '/api/imports/{import}/failures/rows?reason=required%7CCourse%20Name&limit=1'],
  ['getImportSettings', '/api/imports/{import}/settings'],
  ['getCheck', '/api/imports/{check}/check'],
  ['downloadResults', '/api/imports/{import}/results'],
  ['listImportRows', '/api/imports/{import}/rows'],
  ['previewUndo', '/api/imports/{import}/undo'],
  ['listMappings', '/api/mappings'],
  ['getMapping', '/api/mappings/{mapping}'],
  ['listWebhooks', '/api/webhooks'],
  ['listDeliveries', '/api/deliveries?limit=2'],
  ['getDelivery', '/api/deliveries/{delivery}'],
  ['listNotices', '/api/notices'],
  ['downloadOriginal', '/api/imports/{import}/original'],
  ['downloadErrors', '/api/imports/{import}/errors'],
  ['downloadCoursesTemplate', '/api/templates/courses.csv'],
  ['downloadCertificationsTemplate', '/api/templates/certifications.csv'],
  ['downloadCoursesExample', '/api/templates/courses-example.csv'],
  ['downloadCertificationsExample', '/api/templates/certifications-example.csv'],
  ['downloadInstructions', '/api/instructions'],
  ['listRecordTypes', '/api/record-types'],
  ['downloadCourseSchema', '/api/schemas/CourseRecord.avsc'],
  ['downloadCertificationSchema', '/api/schemas/CertificationRecord.avsc'],
  ['listPeople', '/api/people?limit=2'],
  ['getPerson', '/api/people/{person}'],
  ['getPersonTraining', '/api/people/{person}/training'],
  ['getCourseHistory', '/api/people/{person}/courses/HTTP-1/history'],
  ['getMyTraining', '/api/me/training', 'acme-cameron'],
  ['listReports', '/api/reports'],
  ['getReport', '/api/reports/people-detail-with-pid?limit=2'],
  ['getReport', '/api/reports/certifications-by-certification'],
  ['getReport', '/api/reports/certifications-by-certification?certification=HTTP%20Certificate'],
  ['getReport', '/api/reports/courses-by-course?sort=records&order=desc'],
  ['getReport', '/api/reports/courses-by-course?course=HTTP-1'],
  ['getReport', '/api/reports/courses-by-course?format=csv'],
  ['getReport', '/api/reports/import-activity'],
  ['listAuditEvents', '/api/audit?limit=2'],
  ['listAuditEvents', '/api/audit?format=csv&to=2020-01-01'],
  ['getSession', '/api/session', 'acme-cameron'],
  ['getOpenApi', '/api/openapi.yaml'],
];

describe('answers are as the OpenAPI document describes them', () => {
  it.each(answers.map(([operationId, path, client]) => ({ operationId, path, client })))(
    '$operationId $path',
    async ({ operationId, path, client = 'acme-hr' }) => {
      const response = await call(client, addressOf(path));
      expect(response.status).toBe(200);
      await documented(operationId, response);
    },
  );

  it('leaves out none that reads', () => {
    const reading = http.operations.filter(({ method, responses }) => method === 'get' && responses['200']);
    const tried = new Set(answers.map(([operationId]) => operationId));
    expect(reading.map(({ operationId }) => operationId).filter((id) => !tried.has(id))).toEqual([]);
  });

  it.each([
    ['createImport', 'acme-hr', 'POST', '/api/imports?type=courses', 400],
    ['listImports', 'acme-hr', 'GET', '/api/imports?limit=0', 400],
    ['listImports', 'acme-hr', 'GET', '/api/imports?sha256=abc', 400],
    ['listPeople', 'acme-hr', 'GET', '/api/people?cursor=x', 400],
    ['getReport', 'acme-hr', 'GET', '/api/reports/courses-by-course?sort=secret', 400],
    ['listPeople', 'acme-cameron', 'GET', '/api/people', 403],
    ['createImport', 'acme-cameron', 'POST', '/api/imports?type=courses', 403],
    ['getMyTraining', 'acme-hr', 'GET', '/api/me/training', 404],
    ['getImport', 'acme-hr', 'GET', '/api/imports/x', 404],
    ['getReport', 'acme-hr', 'GET', '/api/reports/x', 404],
    ['cancelImport', 'acme-hr', 'POST', '/api/imports/{import}/cancel', 409],
  ] as const)('%s for %s: %s %s', async (operationId, client, method, path, status) => {
    const response = await call(client, addressOf(path), { method });
    expect(response.status).toBe(status);
    await documented(operationId, response);
  });

  it('createImport accepts, and refuses a file without its columns', async () => {
    const accepted = await upload(COURSES);
    expect(accepted.status).toBe(202);
    await documented('createImport', accepted);
    const refused = await upload('Username\nx\n');
    expect(refused.status).toBe(422);
    await documented('createImport', refused);
  });

  it.each(http.operations.filter((operation) => operation['x-access'] !== 'anyone'))(
    '$method $path needs a sign-in',
    async ({ operationId, method, path }) => {
      const address = addressOf(path);
      const response = await fetch(new URL(address, endpoints().portal), { method: method.toUpperCase() });
      expect(response.status).toBe(401);
      await documented(operationId, response);
    },
  );
});

describe('every address', () => {
  it.each([...new Set(http.operations.map(({ path }) => path))])(
    '%s answers other methods with 405',
    async (path) => {
      const address = addressOf(path);
      const allowed = http.operations
        .filter((one) => one.path === path)
        .map(({ method }) => method.toUpperCase());
      const method = allowed.includes('PATCH') ? 'PUT' : 'PATCH';
      const response = await call('acme-hr', address, { method });
      expect(response.status).toBe(405);
      expect(await response.json()).toMatchObject({ code: 'method-not-allowed' });
      const all = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
      expect(response.headers.get('allow')?.split(', ').sort()).toEqual(all.sort());
    },
  );

  it.each(answers.map(([, path, client]) => ({ path, client })))(
    'HEAD $path is as GET without a body',
    async ({ path, client = 'acme-hr' }) => {
      const [get, head] = await Promise.all(
        ['GET', 'HEAD'].map((method) => call(client, addressOf(path), { method })),
      );
      expect(head?.status).toBe(get?.status);
      expect(head?.headers.get('content-type')).toBe(get?.headers.get('content-type'));
      expect(await head?.text()).toBe('');
      await get?.text();
    },
  );

  it('under /api that is none answers 404 as a problem, never a page', async () => {
    const response = await call('acme-hr', '/api/nothing', { headers: { accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('downloads', () => {
  it('keep their names in every script, and are nothing a browser would run', async () => {
    const original = await call('acme-hr', `/api/imports/${courses.id}/original`);
    expect(await original.text()).toBe(COURSES);
    expect(original.headers.get('content-disposition')).toContain(
      "filename*=UTF-8''Kurse%20%E2%80%93%20M%C3%A4rz.csv",
    );
    expect(original.headers.get('x-content-type-options')).toBe('nosniff');
    const errors = await call('acme-hr', `/api/imports/${courses.id}/errors`);
    expect(errors.headers.get('content-disposition')).toContain('M%C3%A4rz-errors.csv');
  });
});

describe('failures', () => {
  it('are counted by reason and column, with the first rows', async () => {
    const body = await documented(
      'listImportFailures',
      await call('acme-hr', `/api/imports/${courses.id}/failures?limit=1`),
    );
    expect(body).toMatchObject({
      reasons: expect.arrayContaining([
        expect.objectContaining({ code: 'required', columns: ['Course Name'], count: 1 }),
        expect.objectContaining({ code: 'user-not-found', columns: ['Username'], count: 1 }),
      ]),
      rows: [{ rowNumber: 3, errors: expect.stringContaining('Course Name') }],
    });
  });
});
