import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { storedCourses } from '../support/compare-state.ts';
import { course, encode, send } from '../support/feed.ts';
import { measured } from '../support/metrics.ts';
import { endpoints, eventually, importFile, sql } from '../support/product.ts';

const PERSON = 'clara.clock';
const DAY_US = 24 * 60 * 60 * 1_000_000;
/** What counts as in the future (services/shared/tenants/tenant-clock.ts), in seconds. */
const BOUND_S = 60;

beforeAll(() => loadPeople('globex', [{ username: PERSON, employeeId: null }]));

function file(courseNumber: string, courseName: string): string {
  return `Username,Course Number,Course Name,Course Type,Completion Date\n${PERSON},${courseNumber},${courseName},OJT,2020-02-01\n`;
}

async function courseName(courseNumber: string): Promise<string | null | undefined> {
  const stored = await storedCourses('globex', courseNumber);
  return stored.get(`${PERSON} / ${courseNumber}`)?.['Course Name'];
}

/** How far a time of the tables is ahead of PostgreSQL's clock, in seconds. */
async function secondsAhead(time: string): Promise<number> {
  const [row] = await sql<{ ahead: number }>(
    `SELECT ((${time}) / 1e6 - extract(epoch FROM clock_timestamp()))::float8 AS ahead`,
  );
  return row?.ahead ?? Number.NaN;
}

it("a tenant's clock that was a day ahead is set back, and a record with such a time is replaced by the next", async () => {
  await importFile(file('CLOCK-1', 'From the future'), { client: 'globex-hr' });
  await sql("UPDATE tenants SET clock_us = clock_us + $1 WHERE slug = 'globex'", [DAY_US]);
  await sql("UPDATE course_records SET position_us = position_us + $1 WHERE course_number = 'CLOCK-1'", [
    DAY_US,
  ]);
  await eventually(
    () => measured('transcript-writer', 'lms_writer_clock_ahead_seconds{clock="tenants"}'),
    (seconds) => (seconds ?? 0) > BOUND_S,
  );

  await importFile(file('CLOCK-1', 'After the clock was set right'), { client: 'globex-hr' });
  expect(await courseName('CLOCK-1')).toBe('After the clock was set right');
  expect(await secondsAhead("SELECT clock_us FROM tenants WHERE slug = 'globex'")).toBeLessThan(BOUND_S);

  // From here on order is as ever: what a feed sends now is later than the file.
  await send('globex', await encode('CourseRecord', [course(PERSON, 'CLOCK-1', { courseName: 'By feed' })]));
  await eventually(
    () => courseName('CLOCK-1'),
    (name) => name === 'By feed',
  );
});

it("a partition's time that was a day ahead does not let its next records win over later files", async () => {
  const before = endpoints().pids['transcript-writer']?.[0];
  await sql("UPDATE consumer_positions SET last_time_us = $1 WHERE topic = 'training-feed.globex'", [
    Date.now() * 1_000 + DAY_US,
  ]);
  // The one that runs keeps the time in memory.
  process.kill(before ?? 0, 'SIGKILL');
  await eventually(
    async () =>
      measured('transcript-writer', 'lms_writer_clock_ahead_seconds{clock="partitions"}').catch(
        () => undefined,
      ),
    (seconds) => (seconds ?? 0) > BOUND_S,
  );

  const [message] = await encode('CourseRecord', [course(PERSON, 'CLOCK-2', { courseName: 'By feed' })]);
  if (message === undefined) throw new Error('Nothing was encoded');
  await send(
    'globex',
    [0, 1, 2].map((partition) => ({ ...message, partition })),
  );
  await eventually(
    () =>
      secondsAhead("SELECT max(last_time_us) FROM consumer_positions WHERE topic = 'training-feed.globex'"),
    (seconds) => seconds < BOUND_S,
  );
  expect(
    await secondsAhead("SELECT max(position_us) FROM course_records WHERE course_number = 'CLOCK-2'"),
  ).toBeLessThan(BOUND_S);
  await importFile(file('CLOCK-2', 'By a later file'), { client: 'globex-hr' });
  expect(await courseName('CLOCK-2')).toBe('By a later file');
});
