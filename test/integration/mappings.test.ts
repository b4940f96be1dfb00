import { beforeAll, describe, expect, it } from 'vitest';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import type { MappingView } from '../../services/portal/mappings/mappings.ts';
import { checkFile } from '../support/checks.ts';
import { loadPeople } from '../support/commands.ts';
import { HttpInterface } from '../support/openapi.ts';
import { type ClientName, call, callJson, finished, importFile, sql, upload } from '../support/product.ts';

const PERSON = 'mapped.person';
const contract = new HttpInterface();

beforeAll(() => loadPeople('acme', [{ username: PERSON, employeeId: 'MAPPED-1' }]));

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly mapping: MappingView;
}

async function send(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  client: ClientName = 'acme-hr',
): Promise<Answer> {
  const response = await call(client, `/api/mappings${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = text === '' ? {} : JSON.parse(text);
  return { status: response.status, code: answer.code, detail: answer.detail, mapping: answer };
}

async function save(body: unknown): Promise<MappingView> {
  const { status, detail, mapping } = await send('POST', '', body);
  if (status !== 201) throw new Error(`Not saved: ${status} ${detail}`);
  return mapping;
}

async function names(client: ClientName = 'acme-hr'): Promise<string[]> {
  const { body } = await callJson<{ items: MappingView[] }>(client, '/api/mappings');
  expect(contract.problemsOf('listMappings', 200, 'application/json', body)).toEqual([]);
  return body.items.map(({ name }) => name);
}

/** A file of a system that calls its columns after `prefix`, and what they are. */
function systemOf(prefix: string) {
  const columns = {
    [`${prefix} No`]: 'employeeId',
    [`${prefix} Course`]: 'courseNumber',
    [`${prefix} Title`]: 'courseName',
    [`${prefix} Kind`]: 'courseType',
    [`${prefix} Done`]: 'completionDate',
    [`${prefix} Remark`]: null,
  };
  const row = (number: string) => `MAPPED-1,${number},First Aid,Seminar,31/12/2020,x\n`;
  return {
    columns,
    header: `${Object.keys(columns).join(',')}\n`,
    row,
    mapping: { name: prefix, columns, values: { courseType: { Seminar: 'ILT' } }, dateFormat: 'DD/MM/YYYY' },
  };
}

describe('saved mappings', () => {
  it('are saved, listed, changed by version and deleted, and all of it is written down', async () => {
    const { mapping: body } = systemOf('Crud');
    const saved = await send('POST', '', { ...body, titles: [...Object.keys(body.columns), 'Username'] });
    expect(saved.status).toBe(201);
    const { id } = saved.mapping;
    expect(contract.problemsOf('createMapping', 201, 'application/json', saved.mapping)).toEqual([]);
    expect(saved.mapping).toMatchObject({ ...body, version: 1, createdBy: 'acme-hr', updatedBy: 'acme-hr' });
    expect(await names()).toContain('Crud');
    expect((await send('GET', `/${id}`)).mapping).toEqual(saved.mapping);

    const changed = await send('PUT', `/${id}`, {
      name: 'Crud 2',
      version: 1,
      constants: { provider: 'Acme' },
    });
    expect(changed).toMatchObject({ status: 200, mapping: { id, name: 'Crud 2', version: 2, titles: null } });
    expect(contract.problemsOf('changeMapping', 200, 'application/json', changed.mapping)).toEqual([]);
    expect(changed.mapping.columns).toBeUndefined();
    const conflict = await send('PUT', `/${id}`, { name: 'Crud 3', version: 1 });
    expect(conflict).toMatchObject({ status: 409, code: 'version-conflict' });

    expect(await send('DELETE', `/${id}`)).toMatchObject({ status: 204 });
    for (const method of ['GET', 'DELETE'] as const)
      expect(await send(method, `/${id}`)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await send('PUT', `/${id}`, { name: 'Crud 4', version: 2 })).toMatchObject({ status: 404 });
    const audited = await sql('SELECT actor, action FROM audit_events WHERE subject = $1 ORDER BY event_id', [
      id,
    ]);
    expect(audited.map(({ action }) => action)).toEqual([
      'mapping.created',
      'mapping.changed',
      'mapping.deleted',
    ]);
  });

  it('of two changes at once, one is made', async () => {
    const { id } = await save({ name: 'Race' });
    const changes = await Promise.all(
      ['A', 'B'].map((name) => send('PUT', `/${id}`, { name: `Race ${name}`, version: 1 })),
    );
    expect(changes.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('of two that take one name at once, one gets it', async () => {
    const ids = [(await save({ name: 'Rival 1' })).id, (await save({ name: 'Rival 2' })).id];
    for (const name of Array.from({ length: 8 }, (_, index) => `Rival name ${index}`)) {
      const changes = await Promise.all(
        ids.map(async (id) => {
          const { mapping } = await send('GET', `/${id}`);
          return send('PUT', `/${id}`, { name, version: mapping.version });
        }),
      );
      expect(changes.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(changes.find(({ status }) => status === 409)).toMatchObject({ code: 'name-taken' });
    }
  });

  it('have names of their own in a tenant, and are no other tenant’s', async () => {
    const { id } = await save({ name: 'Only mine' });
    const other = await save({ name: 'Other' });
    expect(await send('POST', '', { name: ' Only mine ' })).toMatchObject({
      status: 409,
      code: 'name-taken',
    });
    expect(await send('PUT', `/${other.id}`, { name: 'Only mine', version: 1 })).toMatchObject({
      status: 409,
      code: 'name-taken',
    });
    expect(await send('POST', '', { name: 'Only mine' }, 'globex-hr')).toMatchObject({ status: 201 });
    expect(await names('globex-hr')).not.toContain('Other');
    for (const method of ['GET', 'DELETE'] as const)
      expect(await send(method, `/${id}`, undefined, 'globex-hr')).toMatchObject({ status: 404 });
    expect(await send('PUT', `/${id}`, { name: 'x', version: 1 }, 'globex-hr')).toMatchObject({
      status: 404,
    });
    const used = await upload('a\nb\n', { client: 'globex-hr', query: { mapping: id } });
    expect(await used.json()).toMatchObject({ code: 'invalid-parameter' });
  });

  it.each<[what: string, body: unknown, detail: string]>([
    ['no name', {}, 'mapping.name must be text of 1 to 200 characters.'],
    ['a long name', { name: 'n'.repeat(201) }, 'mapping.name must be text of 1 to 200 characters.'],
    ['a list', '[]', 'mapping must be an object.'],
    ['a type', { name: 'a', type: 'courses' }, 'mapping must not have "type".'],
    ['other questions', { name: 'a', accept: ['encoding'] }, 'mapping must not have "accept".'],
    ['a prototype', '{"name": "a", "__proto__": {}}', 'mapping must not have "__proto__".'],
    [
      'a field that there is none',
      { name: 'a', columns: { 'Emp No': 'email' } },
      'mapping.columns["Emp No"] must be one of username,',
    ],
    [
      'fields of two types',
      { name: 'a', columns: { A: 'courseNumber', B: 'issueDate' } },
      'mapping must name fields of one type only.',
    ],
    [
      'columns that its titles lack',
      { name: 'a', titles: ['A'], columns: { B: null } },
      'mapping.titles must have all titles that columns name.',
    ],
  ])('with %s are refused', async (_, body, detail) => {
    const answer = await send('POST', '', body);
    expect(answer).toMatchObject({ status: 400, code: 'invalid-parameter' });
    expect(answer.detail).toContain(detail);
  });

  it('that are not JSON are refused', async () => {
    expect((await send('POST', '', '{')).status).toBe(400);
    expect((await send('POST', '', ' '.repeat(600 * 1024))).status).toBeGreaterThanOrEqual(400);
  });
});

describe('the mapping of a file', () => {
  it('is found by its titles when it is checked, and recorded with its version', async () => {
    const { header, row, mapping: body, columns } = systemOf('Found');
    const mapping = await save(body);
    const view = await checkFile(`${header}${row('MAP-1')}`, { type: null, fileName: 'any name.csv' });
    expect(view).toMatchObject({
      status: 'Ready to import',
      type: 'courses',
      successes: 1,
      mapping: { id: mapping.id, name: 'Found', version: 1 },
      settings: { columns, dateFormat: 'DD/MM/YYYY' },
    });
    const { body: inspection } = await callJson<Inspection>('acme-hr', view.links.inspection ?? '');
    expect(inspection.columns.map(({ reason }) => reason)).toEqual(Array(6).fill('saved mapping'));

    // Changed later, it still is what it was for this import; what else is chosen of that leaves it as it is.
    await send('PUT', `/${mapping.id}`, { ...body, version: 1, values: {} });
    const again = await call('acme-hr', `/api/imports/${view.id}/settings`, {
      method: 'PUT',
      body: JSON.stringify({ ...view.settings, blanks: 'keep' }),
    });
    expect(again.status).toBe(202);
    expect(await finished(view.id)).toMatchObject({ successes: 1, mapping: { version: 1 } });
    const other = await call('acme-hr', `/api/imports/${view.id}/settings`, { method: 'PUT', body: '{}' });
    expect(other.status).toBe(202);
    expect(await finished(view.id)).toMatchObject({ status: 'Needs settings', mapping: null });
    await call('acme-hr', `/api/imports/${view.id}`, { method: 'DELETE' });
  });

  it('is found beside titles of the template, in any order and writing', async () => {
    await save({ name: 'Partly', columns: { 'Emp No': 'employeeId', 'Internal Id': null } });
    const file =
      'INTERNAL_ID,Course Number,Course Name,Course Type,Completion Date,emp no*\n7,MAP-2,F,OLT,2020-01-01,MAPPED-1\n';
    const view = await checkFile(file, { type: null });
    expect(view).toMatchObject({ status: 'Ready to import', successes: 1, mapping: { name: 'Partly' } });
    await call('acme-hr', `/api/imports/${view.id}`, { method: 'DELETE' });
  });

  it('is used on an upload that asks for it, and what the upload says counts for more', async () => {
    const { header, row, mapping: body } = systemOf('Asked');
    const { id } = await save(body);
    const file = `${header}${row('MAP-3')}`;
    const without = await upload(file);
    expect(await without.json()).toMatchObject({
      code: 'missing-column',
      detail: expect.stringContaining(
        `The saved mapping "Asked" fits; upload it with mapping=${id} to use it.`,
      ),
    });
    const query = { mapping: id };
    expect(await importFile(file, { query })).toMatchObject({
      status: 'Complete',
      mapping: { id, name: 'Asked', version: 1 },
    });
    const us = file.replace('31/12/2020', '12/31/2020').replace('MAP-3', 'MAP-4');
    expect(await importFile(us, { query: { ...query, dateFormat: 'MM/DD/YYYY' } })).toMatchObject({
      status: 'Complete',
      settings: { dateFormat: 'MM/DD/YYYY' },
    });
    const misfit = await upload('Username\na\n', { query });
    expect(await misfit.json()).toMatchObject({ code: 'missing-column' });
    const unknown = await upload(file, { query: { mapping: crypto.randomUUID() } });
    expect(await unknown.json()).toMatchObject({ code: 'invalid-parameter' });
  });

  it('is only named by a direct upload that does not ask for it', async () => {
    const { id } = await save({
      name: 'Hint',
      titles: ['Username', 'Course Number', 'Course Name', 'Course Type', 'Completion Date', 'Hint'],
      columns: { Hint: 'notes' },
    });
    const file = `Username,Course Number,Course Name,Course Type,Completion Date,Hint\n${PERSON},MAP-5,F,OLT,2020-01-01,x\n`;
    const view = await importFile(file);
    expect(view).toMatchObject({ status: 'Complete', mapping: null, settings: { type: 'courses' } });
    expect(view.warnings.map(({ code }) => code)).toEqual(['saved-mapping', 'unknown-column']);
    expect(view.warnings[0]?.message).toBe(
      `The saved mapping "Hint" fits; upload it with mapping=${id} to use it. It was not used.`,
    );
    expect(await sql("SELECT notes FROM course_records WHERE course_number = 'MAP-5'")).toEqual([
      { notes: null },
    ]);
  });
});
