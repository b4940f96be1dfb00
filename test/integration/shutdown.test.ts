import { type ChildProcess, spawn } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { differences, mirroredCourses, storedCourses } from '../support/compare-state.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { COURSE_HEADER, toCsv } from '../support/csv.ts';
import { freePort } from '../support/free-port.ts';
import { courseRows, people } from '../support/history-generator.ts';
import { Oracle } from '../support/oracle.ts';
import { accept, eventually, finished, sql } from '../support/product.ts';

const everyone = people('stop', 300);

beforeAll(() => loadPeople('acme', everyone));

/** The status of /readyz; 0 once nobody listens any more. */
async function readiness(port: number): Promise<number> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

interface Stop {
  readonly code: number | null;
  readonly ms: number;
  /** Answers of /readyz from the signal on. */
  readonly readiness: number[];
}

async function stopByTerm(child: ChildProcess, port: number): Promise<Stop> {
  const answers: number[] = [];
  let code: number | null | undefined;
  child.once('exit', (exitCode) => {
    code = exitCode;
  });
  const began = performance.now();
  child.kill('SIGTERM');
  while (code === undefined) answers.push(await readiness(port));
  return { code, ms: performance.now() - began, readiness: answers };
}

describe.each(['ingest', 'transcript-writer', 'aggregator'] as const)('a second %s', (name) => {
  it('stopped in the middle of an import gives back its work within 10 s, not ready from the first moment', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, [`services/${name}/main.ts`], {
      env: { ...serviceEnvironment(name), PATH: process.env['PATH'], PORT: String(port) },
      stdio: 'ignore',
    });
    try {
      await eventually(
        () => readiness(port),
        (status) => status === 200,
      );
      const prefix = `STOP${name.toUpperCase().slice(0, 3)}`;
      const rows = courseRows({ seed: 9, people: everyone, rows: 60_000, prefix, bad: 0.01 });
      const oracle = new Oracle(everyone);
      const outcome = oracle.importCourses(rows);
      const { id } = await accept(toCsv(COURSE_HEADER, rows));
      await eventually(
        () =>
          sql<{ rows: number }>(
            'SELECT coalesce(sum(successes + failures), 0)::int AS rows FROM import_progress WHERE import_id = $1',
            [id],
          ),
        ([progress]) => (progress?.rows ?? 0) > 2_000,
      );
      const stop = await stopByTerm(child, port);
      expect(stop.code).toBe(0);
      expect(stop.ms).toBeLessThan(10_500);
      // One question may have been on its way when the signal came.
      expect(stop.readiness.slice(1).filter((status) => status === 200)).toEqual([]);

      expect(await finished(id)).toMatchObject({
        total: 60_000,
        successes: outcome.successes,
        failures: outcome.failures.length,
      });
      expect(differences(await storedCourses('acme', `${prefix}-`), oracle.courses)).toEqual([]);
      expect(differences(await mirroredCourses('acme', `${prefix}-`), oracle.courses)).toEqual([]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
