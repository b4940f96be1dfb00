import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import {
  acceptCheck,
  applyChecked,
  checked,
  checkFile,
  checkRunsOf,
  findings,
  removeChecksNow,
  untilRemoved,
} from '../support/checks.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { storedCertifications, storedCourses } from '../support/compare-state.ts';
import { historyMirrored } from '../support/history-mirrored.ts';
import { leftBehind, NOTHING } from '../support/left-behind.ts';
import { HttpInterface } from '../support/openapi.ts';
import {
  accept,
  call,
  callJson,
  clickhouse,
  eventually,
  finished,
  importFile,
  sql,
  upload,
} from '../support/product.ts';
import { whileImportsStand } from '../support/while-imports-stand.ts';
import { whileLocked } from '../support/while-locked.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
const PERSON = 'checked.person';
const contract = new HttpInterface();

beforeAll(() => loadPeople('acme', [{ username: PERSON, employeeId: 'CHECKED-1' }]));

function course(number: string, name = 'Safety', date = '2020-01-01'): string {
  return `${PERSON},${number},${name},OJT,${date}\n`;
}

/** A call that must be refused or done, with what it says. */
async function act(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<{ status: number; code: string | undefined; view: ImportView }> {
  const response = await call('acme-hr', path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = text === '' ? {} : JSON.parse(text);
  return { status: response.status, code: answer.code, view: answer };
}

const apply = (id: string) => act('POST', `/api/imports/${id}/apply`);
const discard = (id: string) => act('DELETE', `/api/imports/${id}`);
const putSettings = (id: string, settings: unknown) => act('PUT', `/api/imports/${id}/settings`, settings);

async function auditOf(importId: string): Promise<string[]> {
  const rows = await sql<{ event: string }>(
    "SELECT actor || ' ' || action AS event FROM audit_events WHERE import_id = $1 ORDER BY event_id",
    [importId],
  );
  return rows.map(({ event }) => event);
}

async function mirrored(importId: string): Promise<number> {
  const [row] = await clickhouse<{ rows: string }>(
    'SELECT count() AS rows FROM imports FINAL WHERE import_id = {importId: UUID}',
    { importId },
  );
  return Number(row?.rows);
}

async function listed(query = ''): Promise<string[]> {
  const { body } = await callJson<{ items: ImportView[] }>('acme-hr', `/api/imports?limit=200${query}`);
  return body.items.map(({ id }) => id);
}

const PATHS = ['', '/check', '/settings', '/inspection', '/failures', '/original', '/errors', '/events'];

describe('a file that is checked', () => {
  it('changes no record, is in the list alone, and is imported once it is applied', async () => {
    const view = await checkFile(`${HEADER}${course('LIFE-1')}${course('LIFE-2')}${course('LIFE-3', '')}`);
    const [run = ''] = await checkRunsOf(view.id);
    expect(view).toMatchObject({
      status: 'Ready to import',
      total: 3,
      successes: 2,
      failures: 1,
      completedAt: null,
      links: { check: `/api/imports/${view.id}/check` },
    });
    expect(contract.problemsOf('getImport', 200, 'application/json', view)).toEqual([]);
    expect(await storedCourses('acme', 'LIFE-')).toEqual(new Map());
    expect(await findings(view.id)).toMatchObject({ added: 2, overwritten: 0, failed: 1, questions: [] });
    expect(await mirrored(view.id)).toBe(0);
    expect(await listed()).toContain(view.id);
    expect(await listed()).not.toContain(run);
    expect(await listed('&status=Ready%20to%20import')).toContain(view.id);
    for (const path of PATHS)
      expect((await call('acme-hr', `/api/imports/${run}${path}`)).status, path).toBe(404);
    expect((await act('POST', `/api/imports/${run}/apply`)).status).toBe(404);
    expect((await act('POST', `/api/imports/${run}/cancel`)).status).toBe(404);

    const answers = await Promise.all([apply(view.id), apply(view.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject({ code: 'not-ready' });
    const taken = answers.find(({ status }) => status === 202)?.view;
    expect(contract.problemsOf('applyImport', 202, 'application/json', taken)).toEqual([]);
    expect(taken?.createdAt.localeCompare(view.createdAt)).toBe(1);

    const done = await finished(view.id);
    expect(done).toMatchObject({ status: 'Complete but with errors', total: 3, successes: 2, failures: 1 });
    expect([...(await storedCourses('acme', 'LIFE-')).keys()].sort()).toEqual([
      `${PERSON} / LIFE-1`,
      `${PERSON} / LIFE-2`,
    ]);
    expect(await mirrored(view.id)).toBe(1);
    expect(await mirrored(run)).toBe(0);
    expect(await auditOf(view.id)).toEqual(['acme-hr import.uploaded', 'acme-hr import.applied']);
    expect(await discard(view.id)).toMatchObject({ status: 409, code: 'not-discardable' });
    expect(await putSettings(view.id, {})).toMatchObject({ status: 409, code: 'already-applied' });
  });

  it('takes its place in the order when it is applied', async () => {
    const first = await checkFile(`${HEADER}${course('ORDER-1', 'Checked')}`);
    await importFile(`${HEADER}${course('ORDER-1', 'Imported meanwhile')}`);
    expect(await findings(first.id)).toMatchObject({ added: 1, changedSince: 1 });
    await applyChecked(first.id);
    const stored = await storedCourses('acme', 'ORDER-');
    expect(stored.get(`${PERSON} / ORDER-1`)).toMatchObject({ 'Course Name': 'Checked' });
  });

  it('is shown and imported, also where it takes too long to count what was written since', async () => {
    const { id } = await checkFile(`${HEADER}${course('UNCOUNTED-1')}`);
    await importFile(`${HEADER}${course('UNCOUNTED-1', 'Imported meanwhile')}`);
    await whileLocked('LOCK TABLE checked_courses IN ACCESS EXCLUSIVE MODE', async () => {
      expect(await findings(id)).toMatchObject({ added: 1, changedSince: null });
      const found = await whileImportsStand(async () => {
        expect((await apply(id)).status).toBe(202);
        return findings(id);
      });
      expect(found).toMatchObject({ status: 'In progress', changedSince: null });
      expect(contract.problemsOf('getCheck', 200, 'application/json', found)).toEqual([]);
    });
    expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 1 });
  });

  it('may have its type found by its header', async () => {
    const view = await checkFile(
      `Username,Certification Name,Issue Date\n${PERSON},LIFE First Aid,2020-01-01\n`,
      {
        type: null,
      },
    );
    expect(view).toMatchObject({ status: 'Ready to import', type: 'certifications' });
    expect(await storedCertifications('acme', 'LIFE ')).toEqual([]);
    await applyChecked(view.id);
    expect(await storedCertifications('acme', 'LIFE ')).toHaveLength(1);
  });

  it('cannot be cancelled, since nothing of it is imported', async () => {
    const view = await checkFile(`${HEADER}${course('CANCEL-1')}`);
    expect(await act('POST', `/api/imports/${view.id}/cancel`)).toMatchObject({
      status: 409,
      code: 'not-cancellable',
    });
    expect(await discard(view.id)).toMatchObject({ status: 204 });
  });

  it('shows by its events how the check goes, and ends them when it waits', async () => {
    const view = await acceptCheck(
      HEADER + Array.from({ length: 500 }, (_, i) => course(`EVENT-${i}`)).join(''),
    );
    expect(view.status).toBe('Checking');
    const text = await (await call('acme-hr', view.links.events)).text();
    const states = [...text.matchAll(/^data: (.*)$/gm)].map(
      ([, data = '']) => JSON.parse(data) as ImportView,
    );
    expect(states.at(-1)).toMatchObject({ status: 'Ready to import', successes: 500 });
    expect((await discard(view.id)).status).toBe(204);
  });
});

describe('a check that is discarded', () => {
  it.each([
    ['once it is ready', true],
    ['while it runs', false],
  ])('leaves nothing, %s', async (_when, isReady) => {
    const content = `${HEADER}${course('DISCARDED-1')}${course('DISCARDED-2', '')}`;
    const discarded = async () => {
      const view = isReady ? await checkFile(content) : await acceptCheck(content);
      expect(await discard(view.id)).toMatchObject({ status: 204 });
      return view.id;
    };
    const id = await (isReady ? discarded() : whileImportsStand(discarded));
    for (const path of PATHS)
      expect((await call('acme-hr', `/api/imports/${id}${path}`)).status, path).toBe(404);
    expect(await discard(id)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await apply(id)).toMatchObject({ status: 404 });
    expect(await putSettings(id, {})).toMatchObject({ status: 404 });
    expect(await listed()).not.toContain(id);
    const [run = ''] = await checkRunsOf(id);
    await untilRemoved(id, [run]);
    expect(await leftBehind()).toEqual(NOTHING);
    expect(await auditOf(id)).toEqual(['acme-hr import.uploaded', 'acme-hr import.discarded']);
    expect(await storedCourses('acme', 'DISCARDED-')).toEqual(new Map());
  });

  it('ends the events of those who watch it', async () => {
    const view = await whileImportsStand(async () => {
      const running = await acceptCheck(`${HEADER}${course('WATCH-1')}`);
      const events = call('acme-hr', running.links.events).then((response) => response.text());
      await eventually(
        async () => (await discard(running.id)).status,
        (status) => status === 404,
      );
      await events;
      return running;
    });
    await untilRemoved(view.id);
  });

  it('is discarded by itself after a week', async () => {
    const [old, young] = [
      await checkFile(`${HEADER}${course('WEEK-1')}`),
      await checkFile(`${HEADER}${course('WEEK-2')}`),
    ];
    await sql(
      "UPDATE imports SET last_updated = last_updated - interval '7 days 1 hour' WHERE import_id = $1",
      [old.id],
    );
    await untilRemoved(old.id);
    expect((await call('acme-hr', `/api/imports/${old.id}`)).status).toBe(404);
    expect(await auditOf(old.id)).toEqual(['acme-hr import.uploaded', 'retention import.discarded']);
    expect((await callJson<ImportView>('acme-hr', `/api/imports/${young.id}`)).body.status).toBe(
      'Ready to import',
    );
    await discard(young.id);
  });
});

describe('an import that needs settings', () => {
  it('says what is to be answered, and is checked once that is done', async () => {
    const view = await checkFile(
      `Login,Course Number,Course Name,Course Type,Completion Date\n${course('ANSWERED-1')}`,
    );
    expect(view).toMatchObject({ status: 'Needs settings', type: 'courses', total: 1, successes: 0 });
    expect(await checkRunsOf(view.id)).toEqual([]);
    const found = await findings(view.id);
    expect(found.questions).toMatchObject([{ code: 'missing-column', row: 0 }]);
    expect(contract.problemsOf('getCheck', 200, 'application/json', found)).toEqual([]);
    expect(await apply(view.id)).toMatchObject({ status: 409, code: 'not-ready' });

    const again = await putSettings(view.id, { columns: { Nobody: 'username' } });
    expect(again.view.status).toBe('Needs settings');
    const answered = await putSettings(view.id, { columns: { Login: 'username' } });
    expect(answered).toMatchObject({ status: 202, view: { status: 'Checking' } });
    expect(contract.problemsOf('changeImportSettings', 202, 'application/json', answered.view)).toEqual([]);
    expect(await checked(view.id)).toMatchObject({ status: 'Ready to import', successes: 1, failures: 0 });
    expect(await applyChecked(view.id)).toMatchObject({ status: 'Complete', successes: 1 });
    expect(await auditOf(view.id)).toEqual([
      'acme-hr import.uploaded',
      'acme-hr import.settings-changed',
      'acme-hr import.settings-changed',
      'acme-hr import.applied',
    ]);
  });

  it('asks for the type where the header does not say it', async () => {
    const view = await checkFile('A,B\n1,2\n', { type: null });
    expect(view.status).toBe('Needs settings');
    expect((await findings(view.id)).questions).toMatchObject([
      { code: 'unknown-type', answers: [{ parameter: 'type' }, { parameter: 'type' }] },
    ]);
    expect(await discard(view.id)).toMatchObject({ status: 204 });
  });

  it('waits for a question that a direct upload is refused with', async () => {
    const content = `${HEADER}${course('DATE-1', 'Safety', '03/04/2020')}`;
    expect((await upload(content)).status).toBe(422);
    const view = await checkFile(content);
    expect(view.status).toBe('Needs settings');
    expect((await findings(view.id)).questions).toMatchObject([{ code: 'date-format' }]);
    await putSettings(view.id, { type: 'courses', dateFormat: 'DD/MM/YYYY' });
    expect((await checked(view.id)).status).toBe('Ready to import');
    await applyChecked(view.id);
    const stored = await storedCourses('acme', 'DATE-');
    expect(stored.get(`${PERSON} / DATE-1`)).toMatchObject({ 'Completion Date': '2020-04-03' });
  });

  it('refuses settings that it does not know, or by which the file cannot be read', async () => {
    const view = await checkFile(`${HEADER}${course('REFUSED-1', 'Sécurité')}`);
    const refused: [unknown, number, string][] = [
      [{ unknownPeople: 'wait' }, 400, 'invalid-parameter'],
      [{ dateFormat: 'yesterday' }, 400, 'invalid-parameter'],
      [[], 400, 'invalid-parameter'],
      ['x'.repeat(600_000), 400, 'invalid-parameter'],
    ];
    for (const [settings, status, code] of refused)
      expect(await putSettings(view.id, settings)).toMatchObject({ status, code });
    expect((await checked(view.id)).status).toBe('Ready to import');
    expect(await auditOf(view.id)).toEqual(['acme-hr import.uploaded']);
    await discard(view.id);
  });
});

it('other settings check again, and the check before goes', async () => {
  const content = `${HEADER}${course('AGAIN-1', 'Safety', '03/04/2020')}${course('AGAIN-2', 'Safety', '13/04/2020')}`;
  const view = await checkFile(content, { query: { dateFormat: 'MM/DD/YYYY' } });
  expect(view).toMatchObject({ status: 'Ready to import', successes: 1, failures: 1 });
  const [before = ''] = await checkRunsOf(view.id);
  await putSettings(view.id, { dateFormat: 'DD/MM/YYYY' });
  expect(await checked(view.id)).toMatchObject({ status: 'Ready to import', successes: 2, failures: 0 });
  expect(await findings(view.id)).toMatchObject({ added: 2, failed: 0 });
  await removeChecksNow();
  const runs = await checkRunsOf(view.id);
  expect(runs).toHaveLength(1);
  expect(runs).not.toContain(before);
  expect(await leftBehind()).toEqual(NOTHING);

  await applyChecked(view.id);
  await removeChecksNow();
  expect(await checkRunsOf(view.id)).toEqual([]);
  const { body } = await callJson<ImportView>('acme-hr', `/api/imports/${view.id}`);
  expect(body).toMatchObject({ status: 'Complete', links: { check: null } });
  expect((await call('acme-hr', `/api/imports/${view.id}/check`)).status).toBe(404);
  expect((await call('acme-hr', `/api/imports/${view.id}/original`)).status).toBe(200);
});

it('settings that change while a file is checked count, and those before do not', async () => {
  const content = `${HEADER}${course('MEANWHILE-1', 'Safety', '03/04/2020')}`;
  const view = await whileImportsStand(async () => {
    const running = await acceptCheck(content, { query: { dateFormat: 'YYYY/MM/DD' } });
    expect(running.status).toBe('Checking');
    const answers = await Promise.all(
      ['MM/DD/YYYY', 'DD/MM/YYYY'].map((dateFormat) => putSettings(running.id, { dateFormat })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await putSettings(running.id, { dateFormat: 'DD/MM/YYYY' })).toMatchObject({ status: 202 });
    expect(await apply(running.id)).toMatchObject({ status: 409, code: 'not-ready' });
    return running;
  });
  expect(await checked(view.id)).toMatchObject({ status: 'Ready to import', successes: 1, failures: 0 });
  expect(await findings(view.id)).toMatchObject({ rows: 1, added: 1, failed: 0 });
  await eventually(
    async () => {
      await removeChecksNow();
      return checkRunsOf(view.id);
    },
    (runs) => runs.length === 1,
  );
  await applyChecked(view.id);
  const stored = await storedCourses('acme', 'MEANWHILE-');
  expect(stored.get(`${PERSON} / MEANWHILE-1`)).toMatchObject({ 'Completion Date': '2020-04-03' });
});

it('of applying, discarding and other settings at once, one is done', async () => {
  for (let round = 1; round <= 5; round++) {
    const view = await checkFile(`${HEADER}${course(`ATONCE-${round}`)}`);
    const [applied, discarded, changed] = await Promise.all([
      apply(view.id),
      discard(view.id),
      putSettings(view.id, { type: 'courses' }),
    ]);
    const stored = await eventually(
      () => callJson<ImportView>('acme-hr', `/api/imports/${view.id}`),
      ({ body }) => body.status !== 'Checking' && body.status !== 'In progress',
    );
    // Other settings may come before either, and then there is nothing to apply yet.
    const outcomes = [applied.status, discarded.status].join();
    expect(['202,409', '409,204', '404,204']).toContain(outcomes);
    expect([202, 404, 409]).toContain(changed.status);
    if (discarded.status === 204) expect(stored.status).toBe(404);
    else expect(stored.body.status).toBe('Complete');
    const records = await storedCourses('acme', `ATONCE-${round}`);
    expect(records.size).toBe(applied.status === 202 ? 1 : 0);
  }
});

it('a file counts as uploaded before only once it was applied', async () => {
  const content = `${HEADER}${course('SAME-1')}`;
  const [first, second] = [await checkFile(content), await checkFile(content)];
  expect([first.sameFileAs, second.sameFileAs]).toEqual([null, null]);
  await applyChecked(first.id);
  expect((await applyChecked(second.id)).sameFileAs).toBe(first.id);
  expect((await checkFile(content)).sameFileAs).toBe(second.id);
});

it('certifications that would be there twice are asked about', async () => {
  const content = `Username,Certification Name,Issue Date\n${PERSON},TWICE First Aid,2020-01-01\n`;
  const options = { type: 'certifications' };
  await applyChecked((await checkFile(content, options)).id);
  const asked = await checkFile(content, options);
  expect(asked.status).toBe('Needs settings');
  const found = await findings(asked.id);
  expect(found.questions).toMatchObject([
    { code: 'same-file', message: expect.stringContaining('1 row would be there twice') },
  ]);
  expect(contract.problemsOf('getCheck', 200, 'application/json', found)).toEqual([]);
  await putSettings(asked.id, { type: 'certifications' });
  expect((await checked(asked.id)).status).toBe('Needs settings');
  await putSettings(asked.id, { type: 'certifications', accept: ['same-file'] });
  await checked(asked.id);
  expect(await applyChecked(asked.id)).toMatchObject({ status: 'Complete' });
  expect(await storedCertifications('acme', 'TWICE ')).toHaveLength(2);
  // A direct upload only says so.
  expect((await importFile(content, options)).sameFileAs).toBe(asked.id);
});

it('of two checks of the same certifications only one is applied without a word', async () => {
  const content = `Username,Certification Name,Issue Date\n${PERSON},ONCE First Aid,2020-01-01\n`;
  const options = { type: 'certifications' };
  const checks = [await checkFile(content, options), await checkFile(content, options)];
  expect(checks.map(({ status }) => status)).toEqual(['Ready to import', 'Ready to import']);
  const answers = await Promise.all(
    checks.map(({ id }) => callJson<ImportView>('acme-hr', `/api/imports/${id}/apply`, { method: 'POST' })),
  );
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  const statuses = answers.map(({ body }) => body.status).sort();
  expect(statuses).toEqual(['In progress', 'Needs settings']);
  const asked = answers.find(({ body }) => body.status === 'Needs settings')?.body.id ?? '';
  expect((await findings(asked)).questions).toMatchObject([{ code: 'same-file' }]);
  expect((await call('acme-hr', `/api/imports/${asked}/apply`, { method: 'POST' })).status).toBe(409);
  await putSettings(asked, { type: 'certifications', accept: ['same-file'] });
  await checked(asked);
  expect(await applyChecked(asked)).toMatchObject({ status: 'Complete' });
  expect(await storedCertifications('acme', 'ONCE ')).toHaveLength(2);
});

it('an Idempotency-Key answers the same check, and is free again once that is discarded', async () => {
  const content = `${HEADER}${course('KEY-1')}`;
  const keyed = { headers: { 'Idempotency-Key': `life-${Date.now()}` } };
  const first = await acceptCheck(content, keyed);
  expect((await acceptCheck(content, keyed)).id).toBe(first.id);
  expect((await upload(content, keyed)).status).toBe(409);
  await checked(first.id);
  await discard(first.id);
  const second = await accept(content, keyed);
  expect(second.id).not.toBe(first.id);
  expect(await finished(second.id)).toMatchObject({ status: 'Complete' });
});

it('operators end no check by hand, and may produce its rows again', async () => {
  const view = await checkFile(`${HEADER}${course('OPERATOR-1')}`);
  const [run = ''] = await checkRunsOf(view.id);
  expect(await runCommand('imports-finish', [view.id])).toMatchObject({
    code: 1,
    output: expect.stringContaining('Nothing of it has been imported'),
  });
  expect(await runCommand('imports-finish', [run])).toMatchObject({
    code: 1,
    output: expect.stringContaining('There is no import'),
  });
  await historyMirrored();
  expect(await runCommand('reconcile', [])).toMatchObject({ code: 0 });
  await discard(view.id);
  const again = await whileImportsStand(async () => {
    const running = await acceptCheck(`${HEADER}${course('OPERATOR-2')}`);
    const produced = await runCommand('imports-produce-again', [running.id, '--yes']);
    expect(produced).toMatchObject({ code: 0, output: expect.stringContaining('rows were sent') });
    return running;
  });
  expect(await checked(again.id)).toMatchObject({ status: 'Ready to import', successes: 1 });
  await discard(again.id);
});
