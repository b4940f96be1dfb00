import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeople, runCommand } from '../support/commands.ts';
import {
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { closeFeed, course, encode, openFeed, send } from '../support/feed.ts';
import { accept, call, callJson, eventually, finished, importFile, sql } from '../support/product.ts';
import {
  askUndo,
  beginUndo,
  courseDump,
  courseVersions,
  previewOf,
  refusalOf,
  undone,
  undoRows,
  viewOf,
} from '../support/undo.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';

const PERSON = 'undo.person';
beforeAll(() => loadPeople('acme', [{ username: PERSON, employeeId: null }]));

const numbers = (prefix: string, count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(from + index).padStart(3, '0')}`);

/** A file of courses of one person, all of one name. */
const courses = (name: string, courseNumbers: readonly string[], notes = ''): string =>
  [
    'Username,Course Number,Course Name,Course Type,Completion Date,Score,Notes',
    ...courseNumbers.map((number) => `${PERSON},${number},${name},OJT,2020-01-02,87.5,${notes}`),
    '',
  ].join('\n');

const certifications = (...names: string[]): string =>
  [
    'Username,Certification Name,Issuing Organization,Issue Date',
    ...names.map((name) => `${PERSON},${name},Acme,2020-01-02`),
    '',
  ].join('\n');

/** Both databases have the same, to the version. */
async function expectMirrored(prefix: string): Promise<void> {
  const { stored, mirrored } = await courseVersions(prefix);
  expect(mirrored).toEqual(stored);
  expect(await mirroredCourses('acme', prefix)).toEqual(await storedCourses('acme', prefix));
}

describe('undo', () => {
  it('brings back exactly what an import has overwritten, and removes what it has added', async () => {
    const prefix = 'UNDO-EXACT';
    await importFile(courses('Before', numbers(prefix, 40), 'a\\b'));
    const before = await courseDump(prefix);
    const second = await importFile(courses('After', numbers(prefix, 60)), { fileName: 'second.csv' });
    expect(await courseDump(prefix)).not.toEqual(before);
    expect(second).toMatchObject({ undoneBy: null, undoableUntil: expect.any(String) });
    expect(await previewOf(second.id)).toEqual({
      restored: 40,
      removed: 20,
      stayed: 0,
      until: second.undoableUntil,
      allowed: true,
      refusal: null,
    });

    const begun = await beginUndo(second.id);
    expect(begun).toMatchObject({
      source: 'undo',
      undoes: second.id,
      fileName: 'second.csv',
      type: 'courses',
    });
    expect(await finished(begun.id)).toMatchObject({
      status: 'Complete',
      total: 60,
      successes: 60,
      failures: 0,
      stayed: 0,
      undoableUntil: null,
    });
    expect(await courseDump(prefix)).toEqual(before);
    await expectMirrored(prefix);
    expect(await viewOf(second.id)).toMatchObject({
      status: 'Complete',
      undoneBy: begun.id,
      undoableUntil: null,
    });
    expect(await previewOf(second.id)).toMatchObject({
      restored: 40,
      removed: 20,
      stayed: 0,
      allowed: false,
      refusal: 'already-undone',
    });
    const [row] = await sql<{ results: object }>('SELECT results FROM imports WHERE import_id = $1', [
      begun.id,
    ]);
    expect(row?.results).toEqual({ restored: 40, removed: 20, stayed: 0 });
    expect(
      await sql(
        `SELECT outcome, count(*)::int, count(restored_version)::int AS restored
         FROM course_record_history WHERE starts_with(course_number, $1) GROUP BY 1 ORDER BY 1`,
        [prefix],
      ),
    ).toEqual([
      { outcome: 'replaced', count: 40, restored: 0 },
      { outcome: 'undone', count: 60, restored: 40 },
    ]);
    const list = await callJson<{ items: { id: string }[] }>('acme-hr', '/api/imports?limit=5');
    expect(list.body.items.map(({ id }) => id)).toContain(begun.id);
  });

  it('of certifications removes those that the import has added, and no other', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `UNDO-CERT ${index}`);
    await importFile(certifications(...names), { type: 'certifications' });
    const before = await storedCertifications('acme', 'UNDO-CERT');
    const second = await importFile(certifications(...names), { type: 'certifications' });
    expect(await storedCertifications('acme', 'UNDO-CERT')).toHaveLength(10);
    expect(await previewOf(second.id)).toMatchObject({ restored: 0, removed: 5, stayed: 0 });
    expect(await undone(second.id)).toMatchObject({ status: 'Complete', total: 5, successes: 5 });
    expect(await storedCertifications('acme', 'UNDO-CERT')).toEqual(before);
    expect(await mirroredCertifications('acme', 'UNDO-CERT')).toEqual(before);
  });

  it('leaves what was changed since, and says what changed it', async () => {
    const prefix = 'UNDO-SINCE';
    const first = await importFile(courses('First', numbers(prefix, 10)));
    const later = await importFile(courses('Later', numbers(prefix, 5)));
    const before = await courseDump(prefix);
    expect(await previewOf(first.id)).toMatchObject({ restored: 0, removed: 5, stayed: 5 });
    const undo = await undone(first.id);
    expect(undo).toMatchObject({ status: 'Complete', total: 5, successes: 5, stayed: 5 });
    expect(await courseDump(prefix)).toEqual(before.slice(0, 5));
    await expectMirrored(prefix);
    expect((await undoRows(undo.id)).slice(5)).toEqual(
      numbers(prefix, 5).map((key) => ({ key, changed_by: later.id })),
    );
  });

  it('passes over what was undone before', async () => {
    const prefix = 'UNDO-OVER';
    await importFile(courses('Zero', numbers(prefix, 3)));
    const before = await courseDump(prefix);
    const a = await importFile(courses('A', numbers(prefix, 3)));
    const b = await importFile(courses('B', numbers(prefix, 3)));
    expect(await undone(a.id)).toMatchObject({ total: 0, successes: 0, stayed: 3, status: 'Complete' });
    expect(await undone(b.id)).toMatchObject({ total: 3, successes: 3, stayed: 0 });
    expect(await courseDump(prefix)).toEqual(before);
    await expectMirrored(prefix);
  });

  it('takes back what an import wrote before it was cancelled', async () => {
    const prefix = 'UNDO-CANCEL';
    const file = courses('Cancelled', numbers(prefix, 999));
    const { id } = await whileImportsStand(async () => {
      const accepted = await accept(file);
      await call('acme-hr', `/api/imports/${accepted.id}/cancel`, { method: 'POST' });
      return accepted;
    });
    const cancelled = await finished(id);
    expect(cancelled.status).toBe('Cancelled');
    expect(await undone(id)).toMatchObject({ total: cancelled.successes, status: 'Complete' });
    expect(await courseDump(prefix)).toEqual([]);
    await expectMirrored(prefix);
  });

  it('takes back what a bounded feed has sent', async () => {
    const prefix = 'UNDO-FEED';
    await importFile(courses('Before', numbers(prefix, 1)));
    const before = await courseDump(prefix);
    const { id } = await openFeed('courses');
    const records = numbers(prefix, 3).map((number, index) =>
      course(PERSON, number, { importId: id, rowNumber: index + 1 }),
    );
    await send('acme', await encode('CourseRecord', records));
    await closeFeed(id, 3);
    expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 3 });
    expect(await undone(id)).toMatchObject({ status: 'Complete', total: 3, fileName: null });
    expect(await courseDump(prefix)).toEqual(before);
    await expectMirrored(prefix);
  });

  it('ends although a person is deleted meanwhile, of whom nothing comes back', async () => {
    const prefix = 'UNDO-GONE';
    await loadPeople('acme', [{ username: 'undo.gone', employeeId: null }]);
    const of = (name: string) =>
      courses(name, numbers(prefix, 2)) +
      courses(name, numbers(prefix, 2)).split('\n').slice(1).join('\n').replaceAll(PERSON, 'undo.gone');
    await importFile(of('Before'));
    const second = await importFile(of('After'));
    const undo = await whileImportsStand(async () => {
      const begun = await beginUndo(second.id);
      await eventually(
        () => viewOf(begun.id),
        ({ total }) => total !== null,
      );
      return begun;
    });
    const deletion = await runCommand('person-delete', ['--tenant', 'acme', 'undo.gone']);
    expect(deletion).toMatchObject({ code: 0 });
    expect(await finished(undo.id)).toMatchObject({ status: 'Complete' });
    expect(await courseDump(prefix)).toHaveLength(2);
    await expectMirrored(prefix);
    const [left] = await sql<{ records: number }>(
      `SELECT count(*)::int AS records FROM undo_records JOIN people USING (tenant_id, person_id) WHERE import_id = $1`,
      [undo.id],
    );
    expect(left?.records).toBe(2);
    expect(await undoRows(undo.id)).toHaveLength(2);
  });

  it('that is cancelled leaves the rest, and can be done again', async () => {
    const prefix = 'UNDO-AGAIN';
    await importFile(courses('Before', numbers(prefix, 20)));
    const before = await courseDump(prefix);
    const second = await importFile(courses('After', numbers(prefix, 20)));
    const undo = await whileImportsStand(async () => {
      const begun = await beginUndo(second.id);
      expect((await call('acme-hr', `/api/imports/${begun.id}/cancel`, { method: 'POST' })).status).toBe(202);
      return begun;
    });
    expect(await finished(undo.id)).toMatchObject({ status: 'Cancelled', successes: 0, total: 0 });
    expect(await viewOf(second.id)).toMatchObject({ undoneBy: null, undoableUntil: expect.any(String) });
    expect(await undone(second.id)).toMatchObject({ status: 'Complete', successes: 20 });
    expect(await courseDump(prefix)).toEqual(before);
    await expectMirrored(prefix);
  });

  it('is done once, of two that are asked for at once', async () => {
    const prefix = 'UNDO-TWICE';
    const { id } = await importFile(courses('Once', numbers(prefix, 3)));
    const answers = await Promise.all([1, 2, 3].map(() => askUndo(`/api/imports/${id}/undo`)));
    expect(answers.map(({ status, body }) => `${status} ${body.code ?? ''}`).sort()).toEqual([
      '202 ',
      '409 already-undone',
      '409 already-undone',
    ]);
    const undo = answers.find(({ status }) => status === 202)?.body.id ?? '';
    await finished(undo);
    expect(await refusalOf(`/api/imports/${undo}/undo`)).toBe('409 not-undoable');
  });

  it('makes the file one that was never uploaded', async () => {
    const file = courses('Never', numbers('UNDO-NEVER', 2));
    const headers = { 'idempotency-key': `undo-${Date.now()}` };
    const first = await importFile(file, { headers });
    await undone(first.id);
    const again = await importFile(file, { headers });
    expect(again.id).not.toBe(first.id);
    expect(again.sameFileAs).toBeNull();
    expect((await importFile(file)).sameFileAs).toBe(again.id);
  });
});

describe('one record', () => {
  const personId = async (): Promise<number> =>
    (await sql<{ id: number }>('SELECT person_id::int AS id FROM people WHERE username = $1', [PERSON]))[0]
      ?.id ?? 0;

  it('is taken back by itself, and its import can still be undone', async () => {
    const prefix = 'UNDO/ONE';
    await importFile(courses('Before', numbers(prefix, 3)));
    const before = await courseDump(prefix);
    const second = await importFile(courses('After', numbers(prefix, 3)));
    const path = `/api/people/${await personId()}/courses/${encodeURIComponent(`${prefix}-002`)}/undo`;
    const { status, body } = await askUndo(path);
    expect([status, body.undoes]).toEqual([202, second.id]);
    expect(await finished(body.id)).toMatchObject({
      status: 'Complete',
      total: 1,
      successes: 1,
      ofOneRecord: true,
    });
    const now = await courseDump(prefix);
    expect(now[1]).toBe(before[1]);
    expect(now[0]).not.toBe(before[0]);
    expect((await viewOf(second.id)).undoneBy).toBeNull();
    expect(await undone(second.id)).toMatchObject({ total: 2, successes: 2 });
    expect(await courseDump(prefix)).toEqual(before);
    await expectMirrored(prefix);
    expect(await refusalOf(`/api/people/${await personId()}/courses/UNDO-NONE/undo`)).toBe('404 not-found');
  });

  it('of certifications is removed', async () => {
    await importFile(certifications('UNDO-CONE a', 'UNDO-CONE b'), { type: 'certifications' });
    const [row] = await sql<{ id: number }>(
      "SELECT record_id::int AS id FROM certification_records WHERE certification_name = 'UNDO-CONE a'",
    );
    const { body } = await askUndo(`/api/people/${await personId()}/certifications/${row?.id}/undo`);
    await finished(body.id);
    expect(await storedCertifications('acme', 'UNDO-CONE')).toHaveLength(1);
    expect(await mirroredCertifications('acme', 'UNDO-CONE')).toHaveLength(1);
  });
});

describe('an undo is refused', () => {
  it('for what is not there, runs, was only checked, or is an entry of a running feed', async () => {
    expect(await refusalOf('/api/imports/00000000-0000-7000-8000-000000000000/undo')).toBe('404 not-found');
    const file = courses('Refused', numbers('UNDO-REFUSED', 2));
    const { id } = await accept(file, { query: { check: 'true' } });
    expect(await refusalOf(`/api/imports/${id}/undo`)).toBe('409 not-undoable');
    const running = await whileImportsStand(async () => {
      const accepted = await accept(courses('Runs', numbers('UNDO-RUNS', 2)));
      expect(await refusalOf(`/api/imports/${accepted.id}/undo`)).toBe('409 not-finished');
      return accepted;
    });
    await finished(running.id);
    expect(await refusalOf(`/api/imports/${running.id}/undo`, 'globex-hr')).toBe('404 not-found');
    expect(await refusalOf(`/api/imports/${running.id}/undo`, 'acme-cameron')).toBe('403 forbidden');
  });

  it('of what the history may no longer hold, however long the period is', async () => {
    const { id } = await importFile(courses('Gone', numbers('UNDO-GONE', 1)));
    const [kept] = await sql<{ since_us: string }>('SELECT since_us FROM history_kept');
    await sql(
      'UPDATE history_kept SET since_us = 1 + (SELECT accepted_us FROM imports WHERE import_id = $1)',
      [id],
    );
    try {
      expect(await refusalOf(`/api/imports/${id}/undo`)).toBe('409 undo-period-over');
      expect(await previewOf(id)).toMatchObject({ allowed: false, refusal: 'undo-period-over' });
      expect((await viewOf(id)).undoableUntil).toBeNull();
    } finally {
      await sql('UPDATE history_kept SET since_us = $1', [kept?.since_us]);
    }
  });

  it('behind the period of the tenant, and to whom it does not let', async () => {
    const { id } = await importFile(courses('Period', numbers('UNDO-PERIOD', 2)));
    const set = async (...args: string[]) =>
      expect((await runCommand('tenant-set', ['acme', ...args])).code).toBe(0);
    try {
      await set('--undo-role', 'records_manager');
      expect(await refusalOf(`/api/imports/${id}/undo`)).toBe('403 forbidden');
      expect(await previewOf(id)).toMatchObject({ allowed: false, refusal: 'forbidden' });
      await set('--undo-role', 'lms_admin', '--undo-period', '0d');
      expect(await refusalOf(`/api/imports/${id}/undo`)).toBe('409 undo-period-over');
      expect((await viewOf(id)).undoableUntil).toBeNull();
    } finally {
      await set('--undo-role', 'lms_admin', '--undo-period', '90d');
    }
    expect(await undone(id)).toMatchObject({ successes: 2 });
    expect(
      await sql(
        'SELECT actor, action FROM audit_events WHERE import_id = $1 ORDER BY event_id DESC LIMIT 1',
        [id],
      ),
    ).toEqual([{ actor: 'acme-hr', action: 'import.undone' }]);
  });
});
