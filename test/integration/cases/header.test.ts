import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeople } from '../../support/commands.ts';
import { call, importFile, upload } from '../../support/product.ts';
import { certifications, courses, HEADER, refusal, runImport } from './support.ts';

beforeAll(() =>
  loadPeople(
    'acme',
    ['one', 'three', 'four'].map((name) => ({ username: `header.${name}`, employeeId: null })),
  ),
);

it.each([
  'Username*,Course Number *,Course Name (required),Course Type:,Completion Date (YYYY-MM-DD)',
  'user-name,COURSE_NUMBER,course-name (text)*,Course  Type,completion-date',
])('header-1: %s is read', async (header) => {
  const view = await importFile(`${header}\nheader.one,B05,Fire,OLT,2020-01-02\n`);
  expect(view).toMatchObject({ status: 'Complete', warnings: [] });
  expect(await courses('header.one')).toMatchObject([{ course_number: 'B05' }]);
});

it('header-2: titles of another system are named, with what they may be', async () => {
  const problem = await refusal(
    'Employee Number,Course ID,Course Title,Type,Completed Date\nE1042,B05e,Fire,OLT,2020-01-02\n',
  );
  expect(problem).toMatchObject({
    status: 422,
    code: 'missing-column',
    columns: ['Username', 'Employee ID', 'Course Number', 'Course Name', 'Course Type', 'Completion Date'],
    found: ['Employee Number', 'Course ID', 'Course Title', 'Type', 'Completed Date'],
    suggestions: [
      { title: 'Employee Number', column: 'Employee ID' },
      { title: 'Course ID', column: 'Course Number' },
      { title: 'Course Title', column: 'Course Name' },
      { title: 'Type', column: 'Course Type' },
      { title: 'Completed Date', column: 'Completion Date' },
    ],
  });
  expect(problem.detail).toContain('missing: one of Username and Employee ID, Course Number,');
  expect(problem.detail).toContain('"Employee Number" may be Employee ID');
});

it('a header that does not fit is explained in the language of the reader', async () => {
  const answer = await upload('Employee Number\n1\n', { headers: { 'accept-language': 'es' } });
  expect(answer.headers.get('content-language')).toBe('es');
  expect(await answer.json()).toMatchObject({
    code: 'missing-column',
    detail: expect.stringMatching(/^La primera línea del archivo .* «Employee Number» puede ser /),
  });
});

describe('header-3: a column that is not in the template', () => {
  const content =
    'Username,Certification Name,Issue Date,Expiry Date\nheader.three,First Aid,2020-01-02,2022-01-02\n';
  const words =
    'The column "Expiry Date" is not in the template, so it is not imported. Rename it to "Expiration Date"';

  it('is a warning of the import, wherever it is shown', async () => {
    const view = await importFile(content, { type: 'certifications' });
    expect(view).toMatchObject({
      status: 'Complete',
      warnings: [
        { code: 'unknown-column', columns: ['Expiry Date'], message: expect.stringContaining(words) },
      ],
    });
    const inspection = (await (await call('acme-hr', view.links.inspection ?? '')).json()) as {
      columns: readonly object[];
    };
    expect(inspection.columns[3]).toEqual({
      title: 'Expiry Date',
      field: null,
      reason: null,
      suggestion: 'expirationDate',
      filled: 1,
      values: ['2022-01-02'],
    });
    expect(await certifications('header.three')).toMatchObject([{ expiration_date: null }]);
  });

  it('is one on the terminal, without waiting too', async () => {
    const { code, output } = await runImport(content, '--type', 'certifications');
    expect(code).toBe(0);
    expect(output).toContain(`Warning: ${words}`);
  });
});

describe('header-4: a column that looks like a status', () => {
  const content = `${HEADER},Status\nheader.four,S1,F,OLT,2020-01-02,Completed\nheader.four,S2,F,OLT,2020-01-02,Failed\nheader.four,S3,F,OLT,2020-01-02,Withdrawn\n`;

  it('is a question when it says something else than completed', async () => {
    const { status, code, questions } = await refusal(content);
    expect({ status, code }).toEqual({ status: 422, code: 'question' });
    expect(questions).toMatchObject([{ code: 'status-column', columns: ['Status'] }]);
    expect(questions?.[0]?.message).toContain('"Failed" (1 row), "Withdrawn" (1 row)');
    expect(await courses('header.four')).toEqual([]);
  });

  it('is a warning when that is accepted', async () => {
    expect(await importFile(content, { query: { accept: 'status-column' } })).toMatchObject({
      successes: 3,
      warnings: [{ code: 'status-column' }, { code: 'unknown-column' }],
    });
  });

  it('is none when all were completed', async () => {
    const completed = content.replaceAll(/Failed|Withdrawn/g, 'Passed');
    expect(await importFile(completed)).toMatchObject({ warnings: [{ code: 'unknown-column' }] });
  });
});
