import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  certificationLines,
  differences,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { Oracle, type Person, type Row } from '../support/oracle.ts';
import { OwnProduct } from '../support/own-product.ts';
import { eventually } from '../support/product.ts';

/** Set by main.ts from the command line. */
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);

/** Three starts and stops of everything, beside the product that the other suites use. */
const TEST_MS = 600_000;

const everyone = people('restored', 300);
const lost: Person = { username: 'lost.person', employeeId: null };
const next: Person = { username: 'next.person', employeeId: null };
const courses = (seed: number, rows: number, of = everyone) =>
  courseRows({ seed: 10 * SEED + seed, people: of, rows, prefix: 'RESTORED', bad: 0.01 });
const certifications = (seed: number, prefix: string) =>
  certificationRows({ seed: 10 * SEED + seed, people: everyone, rows: 1_000, prefix, bad: 0 });

let folder: string;
let product: OwnProduct;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-history-restored-'));
  product = await OwnProduct.in(join(folder, 'data'));
});

afterAll(async () => {
  await product.stop();
  await rm(folder, { recursive: true, force: true });
});

async function load(persons: readonly Person[]): Promise<void> {
  const file = join(folder, 'people.csv');
  const lines = persons.map(
    ({ username, employeeId }) => `${username},${employeeId ?? ''},First,Last,,learner`,
  );
  await writeFile(file, ['username,employee_id,first_name,last_name,email,role', ...lines, ''].join('\n'));
  const { code, output } = await product.run('people-load', ['--tenant', 'acme', file]);
  expect(code, output).toBe(0);
}

/** Uploads rows and returns the import's id; with `wait`, once it is finished. */
async function upload(header: readonly string[], rows: readonly Row[], wait = true): Promise<string> {
  const file = join(folder, 'upload.csv');
  await writeFile(file, toCsv(header, rows));
  const type = header === COURSE_HEADER ? 'courses' : 'certifications';
  const { code, output } = await product.run('import', [file, '--type', type, ...(wait ? ['--wait'] : [])]);
  expect(code === 0 || (wait && code === 2), output).toBe(true);
  return /import (\S+)/.exec(output)?.[1] ?? '';
}

async function personId({ username }: Person): Promise<number> {
  const [row] = await product.sql<{ person_id: number }>(
    'SELECT person_id::int FROM people WHERE username = $1',
    [username],
  );
  return row?.person_id ?? 0;
}

async function fencingTokenOf(importId: string): Promise<number> {
  const [row] = await product.sql<{ fencing_token: number }>(
    'SELECT fencing_token::int FROM import_leases WHERE import_id = $1',
    [importId],
  );
  return row?.fencing_token ?? 0;
}

function finishedImport(id: string): Promise<unknown> {
  return eventually(
    () => product.sql<{ status: string }>('SELECT status FROM imports WHERE import_id = $1', [id]),
    ([row]) => row !== undefined && row.status !== 'in_progress',
    120_000,
  );
}

async function count(query: string): Promise<number> {
  const [row] = await product.clickhouse<{ rows: string }>(query);
  return Number(row?.rows);
}

/** PostgreSQL as it was: the copy takes the place of its data, while it is stopped. */
const data = () => join(product.dataDir, 'postgres', 'data');
const copy = () => join(folder, 'copy');
// With owners: PostgreSQL may run as another user than the test.
const copyFolder = (from: string, to: string) => promisify(execFile)('cp', ['-a', from, to]);

const LOST_CERTIFICATIONS =
  "SELECT count() AS rows FROM certification_records WHERE startsWith(certification_name, 'LOST')";

interface Lost {
  readonly importIds: readonly string[];
  readonly personId: number;
  readonly fencingToken: number;
  readonly version: number;
}

/** What will be lost: a running import's end, another one that overwrites, certifications, a person with records. */
async function workThatIsLost(runningId: string): Promise<Lost> {
  await product.start();
  await finishedImport(runningId);
  await load([lost]);
  const importIds = [
    await upload(COURSE_HEADER, courses(4, 6_000, [...everyone.slice(0, 50), lost])),
    await upload(CERTIFICATION_HEADER, certifications(6, 'LOST')),
  ];
  expect(await count(LOST_CERTIFICATIONS)).toBe(1_000);
  expect(await product.run('database-restored')).toMatchObject({
    code: 1,
    output: expect.stringContaining('Stop ingest, transcript-writer'),
  });
  const version = await count('SELECT max(version) AS rows FROM course_records');
  const all = {
    importIds,
    personId: await personId(lost),
    fencingToken: await fencingTokenOf(runningId),
    version,
  };
  await product.stop();
  return all;
}

async function restore(runningId: string): Promise<void> {
  await rm(data(), { recursive: true });
  await copyFolder(copy(), data());
  await product.start(false);
  const { code, output } = await product.run('database-restored');
  expect(code, output).toBe(0);
  expect(output).toContain('Timeline 1 begins.');
  expect(output).toContain('Files that were uploaded after the restored time: 2.');
  expect(output).toMatch(
    new RegExp(`Imports that go on when the services start: 1.\n {2}${runningId} of acme`),
  );
  expect(await count(LOST_CERTIFICATIONS)).toBe(0);
  await product.stop();
}

async function expectNothingOf({ importIds, personId, version }: Lost): Promise<void> {
  for (const table of ['course_records', 'course_history'])
    expect(await count(`SELECT count() AS rows FROM ${table} WHERE person_id = ${personId}`), table).toBe(0);
  for (const id of importIds) {
    expect(await count(`SELECT count() AS rows FROM imports WHERE import_id = '${id}'`)).toBe(0);
    expect(
      await count(
        `SELECT count() AS rows FROM course_history WHERE import_id = '${id}' OR replaced_by = '${id}'`,
      ),
    ).toBe(0);
  }
  const [lowest] = await product.sql<{ version: string }>(
    `SELECT min(version)::text AS version FROM course_records
     WHERE import_id = (SELECT import_id FROM imports ORDER BY accepted_us DESC LIMIT 1)`,
  );
  expect(Number(lowest?.version)).toBeGreaterThan(version);
}

it(
  'after PostgreSQL was restored to an earlier time, the script makes everything agree with it',
  async () => {
    const oracle = new Oracle([...everyone, next]);
    const [kept, running, newer] = [courses(1, 14_000), courses(2, 20_000), courses(5, 14_000)];
    const keptCertifications = certifications(3, 'RESTORED');
    await product.start();
    await load(everyone);
    await upload(COURSE_HEADER, kept);
    await upload(CERTIFICATION_HEADER, keptCertifications);
    // At the restored time an import is in progress, with rows on the topic that nobody has read.
    for (const pid of product.endpoints.pids['transcript-writer'] ?? []) process.kill(pid, 'SIGSTOP');
    const runningId = await upload(COURSE_HEADER, running, false);
    await product.stop();
    await copyFolder(data(), copy());
    const gone = await workThatIsLost(runningId);
    await restore(runningId);

    await product.start();
    await finishedImport(runningId);
    // The log has rows under the lost fencing token: they would fence a holder whose token is not above it.
    expect(await fencingTokenOf(runningId)).toBeGreaterThan(gone.fencingToken);
    await load([next]);
    // The number was the lost person's: nothing of theirs may show under it.
    expect(await personId(next)).toBe(gone.personId);
    await upload(COURSE_HEADER, newer);

    oracle.importCourses(kept);
    oracle.importCertifications(keptCertifications);
    oracle.importCourses(running);
    oracle.importCourses(newer);
    expect(differences(await storedCourses('acme', 'RESTORED', product.sql), oracle.courses)).toEqual([]);
    expect(await storedCertifications('acme', '', product.sql)).toEqual(
      certificationLines(oracle.certifications),
    );
    const reconciled = await product.run('reconcile');
    expect(reconciled.code, reconciled.output).toBe(0);
    await expectNothingOf(gone);
  },
  TEST_MS,
);
