import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from '../support/commands.ts';
import { sql } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(dataDir(), name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

const PEOPLE_HEADER = 'username,employee_id,first_name,last_name,email,role';

async function load(...rows: string[]): Promise<CommandResult> {
  return runCommand('people-load', ['--tenant', 'globex', await file('load.csv', [PEOPLE_HEADER, ...rows])]);
}

function stored(): Promise<Record<string, string>[]> {
  return sql(
    `SELECT username, employee_id, last_name, role FROM people JOIN tenants USING (tenant_id)
     WHERE slug = 'globex' AND username ILIKE 'load.%' ORDER BY lower(username)`,
  );
}

function peopleVersion(): Promise<unknown[]> {
  return sql("SELECT people_version FROM tenants WHERE slug = 'globex'");
}

describe('people:load', () => {
  it('adds people, updates those who are there, and lets them exchange their employee ids', async () => {
    expect(await load('load.a,L1,A,One,,learner', 'load.b,L2,B,One,,learner')).toMatchObject({
      code: 0,
      output: '2 people: 2 added, 0 updated, 0 unchanged\n',
    });
    expect(
      await load('LOAD.A,L2,A,Two,,admin', 'load.b,L1,B,One,,learner', 'load.c,,C,C,,learner'),
    ).toMatchObject({
      code: 0,
      output: '3 people: 1 added, 2 updated, 0 unchanged\n',
    });
    expect(await stored()).toEqual([
      { username: 'LOAD.A', employee_id: 'L2', last_name: 'Two', role: 'admin' },
      { username: 'load.b', employee_id: 'L1', last_name: 'One', role: 'learner' },
      { username: 'load.c', employee_id: null, last_name: 'C', role: 'learner' },
    ]);
  });

  it('says nothing of people who did not change', async () => {
    await load('load.d,L4,D,D,,learner');
    const before = await peopleVersion();
    expect((await load('load.d,L4,D,D,,learner')).output).toBe('1 people: 0 added, 0 updated, 1 unchanged\n');
    expect(await peopleVersion()).toEqual(before);
  });

  it('loads all or nothing, and names what is wrong', async () => {
    const before = await stored();
    const wrong = await load('load.e,L5,E,E,,learner', ',L6,F,F,,chief');
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('line 3: username is blank') });
    const taken = await load('load.e,L5,E,E,,learner', 'load.f,G-2001,F,F,,learner');
    expect(taken).toMatchObject({
      code: 1,
      output: expect.stringContaining('line 3: employee_id G-2001 belongs to gale.admin'),
    });
    expect(await stored()).toEqual(before);
  });
});

describe('import', () => {
  const header = 'Username,Course Number,Course Name,Course Type,Completion Date';
  const good = 'gale.admin,CMD-1,Commands,OJT,31/01/2020';
  const options = ['--type', 'courses', '--tenant', 'globex', '--date-format', 'DD/MM/YYYY'];

  it('exits 0 when all rows succeeded, and 2 when some failed', async () => {
    const allGood = await runCommand('import', [
      await file('good.csv', [header, good]),
      ...options,
      '--wait',
    ]);
    expect(allGood).toMatchObject({ code: 0, output: expect.stringContaining('1 of 1 rows succeeded') });
    const someBad = await file('bad.csv', [header, good, 'nobody,CMD-1,Commands,OJT,31/01/2020']);
    expect(await runCommand('import', [someBad, ...options, '--wait'])).toMatchObject({
      code: 2,
      output: expect.stringContaining('Complete but with errors: 1 of 2 rows succeeded, 1 failed'),
    });
    expect(await runCommand('import', [someBad, ...options])).toMatchObject({
      code: 0,
      output: expect.stringContaining('The same file was imported before'),
    });
  });

  it('exits 1 with the reason when it is refused, or asked for what it cannot do', async () => {
    const empty = await file('empty.csv', [header]);
    expect(await runCommand('import', [empty, ...options])).toMatchObject({
      code: 1,
      output: expect.stringContaining('no-records'),
    });
    for (const [args, reason] of [
      [[empty], '--type must be'],
      [[empty, '--type', 'people'], '--type must be'],
      [[join(dataDir(), 'none.csv'), ...options], 'ENOENT'],
      [[empty, ...options, '--tenant', 'initech'], 'initech-hr'],
      [[empty, '--colour'], 'colour'],
    ] as const) {
      const result = await runCommand('import', args);
      expect(result).toMatchObject({ code: 1, output: expect.stringContaining(reason) });
      expect(result.output).not.toContain('    at ');
    }
  });
});
