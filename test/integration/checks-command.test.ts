import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { type CommandResult, loadPeople, runCommand } from '../support/commands.ts';
import { storedCourses } from '../support/compare-state.ts';
import { call } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
const PERSON = 'command.person';

beforeAll(() => loadPeople('acme', [{ username: PERSON, employeeId: null }]));

async function runImport(
  content: string | Uint8Array,
  ...options: readonly string[]
): Promise<CommandResult> {
  const path = join(dataDir(), `check-${Date.now()}.csv`);
  await writeFile(path, content);
  return runCommand('import', [path, ...options]);
}

async function settingsFile(settings: ImportSettings): Promise<string> {
  const path = join(dataDir(), `settings-${Date.now()}.json`);
  await writeFile(path, JSON.stringify(settings));
  return path;
}

const row = (number: string, name: string) => `${PERSON},${number},${name},OJT,2020-01-01\n`;

it('says what a file is and would do, and imports it when that is said before', async () => {
  const first = await runImport(`${HEADER}${row('CMDCHECK-1', 'Safety')}`, '--check', '--yes');
  expect(first).toMatchObject({
    code: 0,
    output: expect.stringContaining('Complete: 1 of 1 rows succeeded'),
  });
  const second = await runImport(
    `${HEADER}${row('CMDCHECK-1', 'Safety again')}${row('CMDCHECK-2', 'New')}${row('CMDCHECK-3', '')}`,
    '--check',
    '--yes',
  );
  expect(second.code).toBe(2);
  for (const part of [
    'Courses, 3 rows',
    'Of 3 rows, for 1 person:',
    /^ {2}added +1$/m,
    /^ {2}overwritten +1$/m,
    /^ {2}failed +1$/m,
    'Course Name',
    `Overwrites: row 2, ${PERSON}, CMDCHECK-1: courseName "Safety" → "Safety again"`,
    'Complete but with errors: 2 of 3 rows succeeded, 1 failed',
  ])
    expect(second.output).toMatch(part);
});

it('imports nothing unasked, and says how to go on', async () => {
  const waiting = await runImport(`${HEADER}${row('CMDWAIT-1', 'Safety')}`, '--check');
  expect(waiting).toMatchObject({ code: 0, output: expect.stringContaining('Nothing was imported.') });
  expect(await storedCourses('acme', 'CMDWAIT-')).toEqual(new Map());
  const address = /^To discard it: DELETE (\S+)$/m.exec(waiting.output)?.[1] ?? '';
  expect(waiting.output).toContain(`POST ${address}/apply`);
  expect((await call('acme-hr', new URL(address).pathname, { method: 'DELETE' })).status).toBe(204);
});

it('asks what has to be answered', async () => {
  const asking = await runImport(`Login,Course Number\n${PERSON},1\n`, '--check', '--yes');
  expect(asking.code).toBe(1);
  expect(asking.output).toContain('Question (missing-column)');
  expect(asking.output).not.toContain('--accept missing-column');
  expect(asking.output).toMatch(/^To answer: +PUT /m);
  const address = /^To discard it: DELETE (\S+)$/m.exec(asking.output)?.[1] ?? '';
  expect((await call('acme-hr', new URL(address).pathname, { method: 'DELETE' })).status).toBe(204);
});

it('reads a file by settings of a file', async () => {
  const path = await settingsFile({
    type: 'courses',
    columns: { Login: 'username' },
    values: { courseType: { Seminar: 'ILT' } },
    encoding: 'windows-1252',
  });
  const file = new TextEncoder().encode(
    `Login,Course Number,Course Name,Course Type,Completion Date\n${PERSON},CMDSET-1,Caf?,Seminar,2020-01-01\n`,
  );
  file[file.indexOf('?'.charCodeAt(0))] = 0xe9;
  const imported = await runImport(file, '--settings', path, '--wait');
  expect(imported).toMatchObject({ code: 0, output: expect.stringContaining('1 of 1 rows succeeded') });
  expect([...(await storedCourses('acme', 'CMDSET-')).values()]).toMatchObject([
    { 'Course Name': 'Café', 'Course Type': 'ILT' },
  ]);

  const twice = await runImport(file, '--settings', path, '--encoding', 'utf-8');
  expect(twice).toMatchObject({ code: 1, output: expect.stringContaining('Refused (invalid-parameter)') });
  const missing = await runImport(file, '--settings', `${path}.missing`);
  expect(missing).toMatchObject({ code: 1, output: expect.stringContaining('no such file') });
});

it('leaves what it is not told to the saved mapping for the titles', async () => {
  const mapping = {
    name: 'Command',
    columns: { 'Command Login': 'username' },
    encoding: 'windows-1252',
  };
  expect(
    (await call('acme-hr', '/api/mappings', { method: 'POST', body: JSON.stringify(mapping) })).status,
  ).toBe(201);
  const file = new TextEncoder().encode(
    `Command Login,Course Number,Course Name,Course Type,Completion Date\n${PERSON},CMDMAP-1,Caf?,OJT,2020-01-01\n`,
  );
  file[file.indexOf('?'.charCodeAt(0))] = 0xe9;
  const imported = await runImport(file, '--check', '--yes');
  expect(imported).toMatchObject({ code: 0, output: expect.stringContaining('1 of 1 rows succeeded') });
  expect([...(await storedCourses('acme', 'CMDMAP-')).values()]).toMatchObject([{ 'Course Name': 'Café' }]);
});
