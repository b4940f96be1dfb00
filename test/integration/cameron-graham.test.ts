import { expect, it } from 'vitest';
import { call, callJson, importFile } from '../support/product.ts';

interface Training {
  readonly courses: Record<string, unknown>[];
  readonly certifications: Record<string, unknown>[];
}

// The simplest file: one record for a user, Cameron Graham, in a file made from the template.
it('brings one record from the template to the profile, the learner and the report', async () => {
  const template = (await (await call('acme-hr', '/api/templates/courses.csv')).text())
    .replace(/^\ufeff/, '')
    .trimEnd();
  expect(template.split(',').length).toBe(14);
  const row =
    'cameron.graham,,SEED-1,Jobsite Safety,OJT,2021-03-01,2021-03-02,97.5,90,1.5,Pat Lee,Arcoro,Mesa,First of many';
  const view = await importFile(`${template}\n${row}\n`, { fileName: 'cameron graham.csv' });
  expect(view).toMatchObject({
    status: 'Complete',
    total: 1,
    successes: 1,
    failures: 0,
    fileName: 'cameron graham.csv',
  });

  const record = {
    courseNumber: 'SEED-1',
    courseName: 'Jobsite Safety',
    courseType: 'OJT',
    startDate: '2021-03-01',
    completionDate: '2021-03-02',
    score: 97.5,
    durationMinutes: 90,
    credits: 1.5,
    instructor: 'Pat Lee',
    provider: 'Arcoro',
    location: 'Mesa',
    notes: 'First of many',
    status: 'completed',
    importId: view.id,
  };
  const people = await callJson<{ items: { id: string }[] }>('acme-hr', '/api/people?search=cameron');
  const training = await callJson<Training>('acme-hr', `/api/people/${people.body.items[0]?.id}/training`);
  expect(training.body.courses).toContainEqual(record);
  expect((await callJson<Training>('acme-cameron', '/api/me/training')).body.courses).toContainEqual(record);

  const report = await callJson<{ rows: Record<string, unknown>[] }>(
    'acme-hr',
    '/api/reports/courses-by-course?course=SEED-1',
  );
  expect(report.body.rows).toHaveLength(1);
  expect(report.body.rows[0]).toMatchObject({ username: 'cameron.graham' });
  const courses = await callJson<{ rows: Record<string, unknown>[] }>(
    'acme-hr',
    '/api/reports/courses-by-course?search=SEED-1',
  );
  expect(courses.body.rows).toEqual([
    {
      courseNumber: 'SEED-1',
      courseName: 'Jobsite Safety',
      courseType: 'OJT',
      records: 1,
      people: 1,
      lastCompletion: '2021-03-02',
    },
  ]);
});
