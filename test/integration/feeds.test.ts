import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { loadPeople } from '../support/commands.ts';
import { certificationLines, storedCertifications, storedCourses } from '../support/compare-state.ts';
import { fromCsv } from '../support/csv.ts';
import {
  accounted,
  closeFeed,
  course,
  encode,
  fieldsOf,
  openFeed,
  postJson,
  runningCounts,
  send,
} from '../support/feed.ts';
import { people } from '../support/history-generator.ts';
import { leftBehind } from '../support/left-behind.ts';
import { call, callJson, eventually, finished, importFile, sql } from '../support/product.ts';

const PEOPLE = people('feeds', 20);
const [first = '', second = ''] = PEOPLE.map(({ username }) => username);

beforeAll(() => loadPeople('acme', PEOPLE));

describe('running entries', () => {
  it('take records without an import, count them, and have no total and no original', async () => {
    const before = await runningCounts('acme', 'courses');
    await send(
      'acme',
      await encode('CourseRecord', [course(first, 'RUN-1'), course('nobody.here', 'RUN-2')]),
    );
    await eventually(
      () => runningCounts('acme', 'courses'),
      ({ successes, failures }) => successes === before.successes + 1 && failures === before.failures + 1,
    );
    const entry = await runningEntry('courses');
    expect(entry).toMatchObject({
      source: 'feed',
      status: 'In progress',
      initiatedBy: 'acme-hr',
      fileName: null,
      total: null,
      completedAt: null,
      links: { original: null },
    });
    expect((await call('acme-hr', `/api/imports/${entry.id}/original`)).status).toBe(404);
    expect(await problem(await call('acme-hr', `/api/imports/${entry.id}/cancel`, { method: 'POST' }))).toBe(
      '409 not-cancellable',
    );
    expect([...(await storedCourses('acme', 'RUN-')).keys()]).toEqual([`${first} / RUN-1`]);
  });

  it('feed-1: have an error file while they run, which grows with what fails', async () => {
    const before = (await leftBehind()).objects;
    for (const number of ['FILE-1', 'FILE-2']) {
      await send('acme', await encode('CourseRecord', [course(first, number, { score: '101' })]));
      const entry = await eventually(
        () => runningEntry('courses'),
        ({ links }) => links.errors !== null,
      );
      const { header, rows } = await eventually(
        () => errorFile(entry.id),
        (file) => file.rows.some((row) => row.includes(number)),
      );
      expect(header).toEqual([...fieldsOf('CourseRecord'), 'Errors']);
      expect(rows.find((row) => row.includes(number))?.at(-1)).toContain('Score');
      expect(entry.status).toBe('In progress');
    }
    // What each replaced is removed.
    await eventually(
      async () => (await leftBehind()).objects.filter((key) => !before.includes(key)),
      (unused) => unused.length === 0,
    );
  });

  it('count every message: certifications twice the same are two records', async () => {
    const before = await runningCounts('acme', 'certifications');
    const record = { username: second, certificationName: 'RUNC Rigging', issueDate: '2020-02-29' };
    await send('acme', await encode('CertificationRecord', [record, record]));
    await eventually(
      () => runningCounts('acme', 'certifications'),
      ({ successes }) => successes === before.successes + 2,
    );
    const values = { 'Certification Name': 'RUNC Rigging', 'Issue Date': '2020-02-29' };
    expect(await storedCertifications('acme', 'RUNC')).toEqual(
      certificationLines([values, values].map((one) => ({ username: second, values: one }))),
    );
  });

  it('end when their day is over: total, error file, and a new entry for what comes later', async () => {
    const before = await runningCounts('acme', 'courses');
    await send(
      'acme',
      await encode('CourseRecord', [course(first, 'DAY-1'), course(first, 'DAY-2', { score: '101' })]),
    );
    await eventually(
      () => runningCounts('acme', 'courses'),
      ({ successes, failures }) => successes > before.successes && failures > before.failures,
    );
    const entry = await runningEntry('courses');
    const { successes, failures } = await counted(entry.id);
    // As if it had been opened the day before: midnight, which the broker has long passed, is its end.
    await sql('UPDATE imports SET feed_day = feed_day - 1 WHERE import_id = $1', [entry.id]);
    const done = await finished(entry.id);
    expect(done).toMatchObject({
      status: 'Complete but with errors',
      total: successes + failures,
      successes,
      failures,
    });
    expect(done.missing).toBeUndefined();
    const { header, rows } = await errorFile(entry.id);
    expect(header).toEqual([...fieldsOf('CourseRecord'), 'Errors']);
    expect(rows).toHaveLength(failures);
    expect(rows.find((row) => row.includes('DAY-2'))?.at(-1)).toContain('Score');

    await send('acme', await encode('CourseRecord', [course(first, 'DAY-3')]));
    const next = await eventually(
      () => findRunningEntry('courses'),
      (found) => found !== undefined && found.id !== entry.id && found.successes === 1,
    );
    expect(next?.total).toBeNull();
  });
});

describe('bounded feeds', () => {
  it('complete once as many records as announced are accounted for, retries counting once', async () => {
    const { id, status, total, missing } = await openFeed('courses');
    expect({ status, total, missing }).toEqual({ status: 'In progress', total: null, missing: 0 });
    const records = Array.from({ length: 50 }, (_, index) =>
      course(index % 10 === 9 ? 'nobody.here' : first, `BND-${index}`, {
        importId: id,
        rowNumber: index + 1,
      }),
    );
    const messages = await encode('CourseRecord', records);
    for (const partition of [0, 1, 2])
      await send(
        'acme',
        messages.map((message) => ({ ...message, partition })),
      );
    await closeFeed(id, 50);
    const done = await finished(id);
    expect(done).toMatchObject({
      status: 'Complete but with errors',
      total: 50,
      successes: 45,
      failures: 5,
      missing: 0,
    });
    const { rows } = await errorFile(id);
    expect(rows.map((row) => row[15])).toEqual(['10', '20', '30', '40', '50']);
    expect(await storedCourses('acme', 'BND-')).toHaveProperty('size', 45);
  });

  it('have an error file that can be corrected and uploaded as it is', async () => {
    const { id } = await openFeed('courses');
    const record = course(first, 'FEEDFIX-1', {
      importId: id,
      courseName: '=cmd',
      courseType: 'Webinar',
      notes: 'é, "q"\nnext',
    });
    await send('acme', await encode('CourseRecord', [record]));
    await closeFeed(id, 1);
    await finished(id);
    const text = await (await call('acme-hr', `/api/imports/${id}/errors`)).text();
    expect(text).toContain("'=cmd");
    const view = await importFile(text.replace('Webinar', 'ILT'));
    expect(view).toMatchObject({ status: 'Complete', successes: 1 });
    expect((await storedCourses('acme', 'FEEDFIX-')).get(`${first} / FEEDFIX-1`)).toMatchObject({
      'Course Name': '=cmd',
      'Course Type': 'ILT',
      Notes: 'é, "q"\nnext',
    });
  });
});

describe('the end of bounded feeds', () => {
  it('has as total what came when more came than was announced', async () => {
    const { id } = await openFeed('courses');
    await send(
      'acme',
      await encode(
        'CourseRecord',
        Array.from({ length: 5 }, (_, i) => course(first, `MORE-${i}`, { importId: id })),
      ),
    );
    await accounted(id, 5);
    await closeFeed(id, 3);
    expect(await finished(id)).toMatchObject({ status: 'Complete', total: 5, successes: 5, missing: 0 });
  });

  it('comes after a quiet time with what never came as missing', async () => {
    const { id } = await openFeed('courses');
    await send('acme', await encode('CourseRecord', [course(first, 'MISS-1', { importId: id })]));
    await accounted(id, 1);
    await closeFeed(id, 4);
    const done = await finished(id);
    expect(done).toMatchObject({
      status: 'Complete but with errors',
      total: 4,
      successes: 1,
      failures: 0,
      missing: 3,
    });
    expect(done.links.errors).toBeNull();
  });

  it('comes at once when they are empty', async () => {
    const { id } = await openFeed('certifications');
    await closeFeed(id, 0);
    expect(await finished(id)).toMatchObject({ status: 'Complete', total: 0, missing: 0 });
  });

  it('comes by a cancel: what was applied stays, the rest is not applied', async () => {
    const { id } = await openFeed('courses');
    await send('acme', await encode('CourseRecord', [course(first, 'CXL-1', { importId: id })]));
    await accounted(id, 1);
    expect((await call('acme-hr', `/api/imports/${id}/cancel`, { method: 'POST' })).status).toBe(202);
    expect(await finished(id)).toMatchObject({ status: 'Cancelled', successes: 1, missing: 0 });
    const before = await runningCounts('acme', 'courses');
    await send('acme', await encode('CourseRecord', [course(first, 'CXL-2', { importId: id })]));
    await eventually(
      () => runningCounts('acme', 'courses'),
      ({ failures }) => failures === before.failures + 1,
    );
    expect(await storedCourses('acme', 'CXL-')).toHaveProperty('size', 1);
  });
});

describe('bounded feeds as an interface', () => {
  it('take only records of their tenant and type; others fail in the running entry', async () => {
    const foreign = await openFeed('courses', 'globex-hr');
    const other = await openFeed('certifications');
    const before = await runningCounts('acme', 'courses');
    const records = [foreign.id, other.id, 'no uuid \0', '00000000-0000-4000-8000-000000000000'].map(
      (importId, index) => course(first, `STRAY-${index}`, { importId }),
    );
    await send('acme', await encode('CourseRecord', records));
    await eventually(
      () => runningCounts('acme', 'courses'),
      ({ failures }) => failures === before.failures + 4,
    );
    expect(await storedCourses('acme', 'STRAY-')).toHaveProperty('size', 0);
    expect((await callJson<ImportView>('globex-hr', `/api/imports/${foreign.id}`)).body).toMatchObject({
      failures: 0,
    });
  });

  it('refuse what makes no sense', async () => {
    const open = (body: unknown) => postJson('acme-hr', '/api/feeds', body).then(problem);
    expect(await open({ type: 'plans' })).toBe('400 unknown-type');
    expect(await open({})).toBe('400 unknown-type');
    expect(await open('no json')).toBe('400 invalid-parameter');
    expect(await open([])).toBe('400 invalid-parameter');
    expect(await open({ type: 'courses', more: 'x'.repeat(100_000) })).toBe('400 invalid-parameter');
    expect(await problem(await postJson('acme-cameron', '/api/feeds', { type: 'courses' }))).toBe(
      '403 forbidden',
    );

    const { id } = await openFeed('courses');
    const close = (total: unknown, feed = id) =>
      postJson('acme-hr', `/api/feeds/${feed}/close`, { total }).then(problem);
    for (const total of [-1, 1.5, '3', null, undefined, 2 ** 60]) {
      expect(await close(total)).toBe('400 invalid-parameter');
    }
    expect(await problem(await postJson('globex-hr', `/api/feeds/${id}/close`, { total: 1 }))).toBe(
      '404 not-found',
    );
    expect(await close(1, 'no-uuid')).toBe('404 not-found');
    expect(await close(1, (await runningEntry('courses')).id)).toBe('404 not-found');
    await closeFeed(id, 0);
    expect(await close(0)).toBe('409 already-finished');
  });
});

async function runningEntry(type: string): Promise<ImportView> {
  const entry = await findRunningEntry(type);
  if (entry === undefined) throw new Error(`No running entry of ${type}`);
  return entry;
}

async function findRunningEntry(type: string): Promise<ImportView | undefined> {
  const { body } = await callJson<{ items: ImportView[] }>(
    'acme-hr',
    `/api/imports?type=${type}&status=In%20progress`,
  );
  return body.items.find(({ source, missing }) => source === 'feed' && missing === undefined);
}

/** Waits until everything transcript-writer has accounted for is shown. */
function counted(id: string): Promise<{ successes: number; failures: number }> {
  return eventually(
    async () => {
      const [row] = await sql<{ successes: number; failures: number; counted: boolean }>(
        `SELECT i.successes::int, i.failures::int, i.successes + i.failures = sum(p.successes + p.failures) AS counted
         FROM imports i JOIN import_progress p USING (import_id) WHERE i.import_id = $1 GROUP BY i.import_id`,
        [id],
      );
      return row ?? { successes: 0, failures: 0, counted: false };
    },
    ({ counted }) => counted,
  );
}

async function errorFile(id: string) {
  return fromCsv(await (await call('acme-hr', `/api/imports/${id}/errors`)).text());
}

async function problem(response: Response): Promise<string> {
  const { code } = (await response.json()) as { code: string };
  return `${response.status} ${code}`;
}
