import { beforeAll, expect, it } from 'vitest';
import {
  importCourses,
  PRINTED,
  runGo,
  runJava,
  runNotebook,
  runPython,
} from '../support/clickhouse-clients.ts';

/** Each needs what it runs by (Python 3 with venv, a JDK, Go) and fails without. */
const CLIENTS = {
  'clickhouse-connect': runPython,
  'the JDBC driver': runJava,
  'clickhouse-go over HTTP': runGo,
};

beforeAll(importCourses);

it.each(Object.entries(CLIENTS))('%s reads its own tenant, and nothing of another', async (_, run) => {
  expect(await run('acme')).toBe(PRINTED);
  // Without rows the format Native has no columns either.
  const [views, types, ...rows] = (await run('globex')).split('\n');
  expect(views).toBe(PRINTED.split('\n')[0]);
  expect(types).toMatch(/^types:/);
  expect(rows).toEqual([]);
});

it('the notebook of the README shows the courses of the demo', async () => {
  expect(await runNotebook()).toMatch(/course_number +people\n(.*\n)*.*CLIENT-1 +1\b/);
});
