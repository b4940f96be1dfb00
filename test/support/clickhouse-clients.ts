import { readFile } from 'node:fs/promises';
import { loadPeople } from './commands.ts';
import { cached, execute, fetchLibraries } from './java-producer.ts';
import { type DashboardsAccess, endpoints, eventually, importFile } from './product.ts';
import { dataDir } from './running-product.ts';

const PERSON = 'clara.client';

function accountOf(slug: string): DashboardsAccess {
  const account = endpoints().clickhouse.dashboards[slug];
  if (account === undefined) throw new Error(`${slug} has no account for dashboards`);
  return account;
}

/** Asks the views for dashboards by a tenant's own account; the answer is as it came. */
export function askAs(
  slug: string,
  query: string | Uint8Array<ArrayBuffer>,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { url, user, password, database } = accountOf(slug);
  return fetch(`${url}/?${new URLSearchParams({ database, ...parameters })}`, {
    method: 'POST',
    headers: { 'x-clickhouse-user': user, 'x-clickhouse-key': password },
    body: query,
  });
}

/** Imports three courses of a person for the tenant acme, and waits until the views have them. */
export async function importCourses(): Promise<void> {
  await loadPeople('acme', [{ username: PERSON, employeeId: null }]);
  await importFile(
    [
      'Username,Course Number,Course Name,Course Type,Completion Date,Score,Duration Minutes',
      `${PERSON},CLIENT-1,Fire safety,OLT,2024-02-29,97.5,90`,
      `${PERSON},CLIENT-2,"First aid, part 1",ILT,1961-03-04,,45`,
      `${PERSON},CLIENT-3,Größere Lasten,OLT,2024-02-28,66.6667,`,
    ].join('\n'),
  );
  // People are mirrored by themselves, not as a part of an import.
  await eventually(
    async () => (await askAs('acme', `SELECT count() FROM people WHERE username = '${PERSON}'`)).text(),
    (count) => count.trim() === '1',
  );
}

/** What each example of deploy/clients prints of {@link importCourses}. */
export const PRINTED = [
  'views: certifications, courses, import_rows, imports, people',
  'types: String, String, Date32, Nullable(Decimal(7, 4)), Nullable(UInt32)',
  `${PERSON} | CLIENT-1 | 2024-02-29 | 97.50 | 90`,
  `${PERSON} | CLIENT-3 | 2024-02-28 | 66.67 | -`,
  `${PERSON} | CLIENT-2 | 1961-03-04 | - | 45`,
].join('\n');

/** What an example needs to know, as the README of deploy/clients says. */
function environment(slug: string): NodeJS.ProcessEnv {
  const { url, user, password } = accountOf(slug);
  return {
    ...process.env,
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USER: user,
    CLICKHOUSE_PASSWORD: password,
    SINCE: '1950-01-01',
    COURSES: 'CLIENT-%',
  };
}

/** A program of a second: compiling it well takes longer than running it. */
const QUICK_START = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** Runs the example in Java, as its README says, and gives what it prints. */
export async function runJava(slug: string): Promise<string> {
  const libraries = await fetchLibraries('deploy/clients/java/pom.xml');
  const program = 'deploy/clients/java/ReadCourses.java';
  return printed('java', [...QUICK_START, '-cp', `${libraries}/*`, program], slug);
}

/** Needs Python 3 with venv. */
export async function runPython(slug: string): Promise<string> {
  return printed(await python(), ['deploy/clients/python/read_courses.py'], slug);
}

/** What the notebook in the README shows at its end. */
export async function runNotebook(): Promise<string> {
  const [, code = ''] = /```python\n(.*?)```/s.exec(await readFile('README.md', 'utf8')) ?? [];
  const here = code
    .replace('.data/', `${dataDir()}/`)
    .replace(/^client\.query_df\(.*\)$/m, 'print($&.to_string())');
  return printed(await python(), ['-c', here], 'acme');
}

async function python(): Promise<string> {
  const requirements = 'deploy/clients/python/requirements.txt';
  const folder = await cached(requirements, async (work) => {
    await execute('python3', ['-m', 'venv', work]);
    await execute(`${work}/bin/python`, ['-m', 'pip', 'install', '-q', '-r', requirements]);
  });
  return `${folder}/bin/python`;
}

/** Needs Go. */
export function runGo(slug: string): Promise<string> {
  return printed('go', ['run', '-C', 'deploy/clients/go', '.'], slug);
}

async function printed(program: string, args: readonly string[], slug: string): Promise<string> {
  const { stdout } = await execute(program, [...args], { env: environment(slug) });
  return stdout.trim();
}
