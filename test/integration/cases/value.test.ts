import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../../support/commands.ts';
import { call, importFile } from '../../support/product.ts';
import { courses, HEADER } from './support.ts';

beforeAll(() =>
  loadPeople('acme', [
    { username: 'value.one', employeeId: null },
    { username: 'value.two', employeeId: '00123' },
  ]),
);

it('value-1: the printed meanings of course types are read', async () => {
  const types = [
    'Task',
    'On the Job Training',
    'Virtual Instructor Led',
    'online training',
    'Instructor\u00a0Led',
  ];
  const rows = types.map((type, index) => `value.one,V${index},Fire,${type},2020-01-02\n`);
  const view = await importFile(`${HEADER}\n${rows.join('')}`);
  expect(view).toMatchObject({ status: 'Complete', warnings: [] });
  expect((await courses('value.one')).map((course) => course['course_type'])).toEqual([
    'Task',
    'OJT',
    'VILT',
    'OLT',
    'ILT',
  ]);
  const inspection = await (await call('acme-hr', view.links.inspection ?? '')).json();
  expect(inspection).toMatchObject({
    courseTypes: {
      values: expect.arrayContaining([{ value: 'On the Job Training', rows: 1, readAs: 'OJT' }]),
    },
  });
});

it('value-1: any other type fails, and is warned of with its count', async () => {
  const view = await importFile(
    `${HEADER}\nvalue.one,W1,F,Classroom,2020-01-02\nvalue.one,W2,F,OLT,2020-01-02\n`,
  );
  expect(view).toMatchObject({
    failures: 1,
    warnings: [{ code: 'course-type', message: expect.stringContaining('"Classroom" (1 row)') }],
  });
});

it.each(['="00123"', `"=""00123"""`, "'00123", '\'="00123"'])('value-2: %s is 00123', async (id) => {
  const header = HEADER.replace('Username', 'Employee ID');
  expect(await importFile(`${header}\n${id},N1,Fire,OLT,2020-01-02\n`)).toMatchObject({ status: 'Complete' });
  expect(await courses('value.two')).toMatchObject([{ course_number: 'N1' }]);
});
