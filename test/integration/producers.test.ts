import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { storedCourses } from '../support/compare-state.ts';
import { closeFeed, openFeed, runningCounts } from '../support/feed.ts';
import { cached, execute, javaLibraries, producerEnvironment } from '../support/java-producer.ts';
import { eventually, finished } from '../support/product.ts';

const PERSON = 'petra.producer';

beforeAll(() => loadPeople('acme', [{ username: PERSON, employeeId: null }]));

/** An example of the producer's guide, run as its README says; each course number begins with `prefix`. */
interface Example {
  readonly prefix: string;
  /** Why it cannot run here, or undefined; left out where the product itself needs what it runs by. */
  missing?(): Promise<string | undefined>;
  run(environment: NodeJS.ProcessEnv): Promise<string>;
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  TypeScript: {
    prefix: 'TYPESCRIPT-',
    run: (env) => output(process.execPath, ['deploy/producers/typescript/send-records.ts'], env),
  },
  Java: {
    prefix: 'JAVA-',
    run: async (env) =>
      output('java', ['-cp', `${await javaLibraries()}/*`, 'deploy/producers/java/SendRecords.java'], env),
  },
  Python: {
    prefix: 'PYTHON-',
    missing: () =>
      execute('python3', ['-c', 'import ensurepip, venv']).then(
        () => undefined,
        () => 'python3 with venv is not on this machine',
      ),
    run: async (env) =>
      output(`${await pythonEnvironment()}/bin/python`, ['deploy/producers/python/send_records.py'], env),
  },
};

describe.each(Object.entries(EXAMPLES))('the %s example', (_, example) => {
  it('sends ten records to a bounded feed, and again without counting twice', async (context) => {
    await skipWhereMissing(context, example);
    const { id } = await openFeed('courses');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await example.run(producerEnvironment('acme', { PERSON, IMPORT_ID: id }))).toContain(
        'sent 10 records',
      );
    }
    await closeFeed(id, 10);
    expect(await finished(id)).toMatchObject({ status: 'Complete', total: 10, successes: 10, missing: 0 });
    const stored = await storedCourses('acme', example.prefix);
    expect(stored).toHaveProperty('size', 10);
    expect(stored.get(`${PERSON} / ${example.prefix}1`)).toMatchObject({
      Score: '97.5',
      'Course Type': 'OLT',
    });
  });

  it('sends ten records to the running entry', async (context) => {
    await skipWhereMissing(context, example);
    const before = await runningCounts('acme', 'courses');
    await example.run(producerEnvironment('acme', { PERSON }));
    await eventually(
      () => runningCounts('acme', 'courses'),
      ({ successes }) => successes === before.successes + 10,
    );
  });
});

/** What the product does not need and a machine may lack: the test is skipped with its reason, and does not pass. */
async function skipWhereMissing(context: TestContext, example: Example): Promise<void> {
  const missing = await example.missing?.();
  if (missing !== undefined) {
    console.warn(`SKIPPED: ${missing}`);
    context.skip(missing);
  }
}

async function output(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await execute(program, [...args], { env });
  return stdout;
}

function pythonEnvironment(): Promise<string> {
  const requirements = 'deploy/producers/python/requirements.txt';
  return cached(requirements, async (folder) => {
    await execute('python3', ['-m', 'venv', folder]);
    await execute(`${folder}/bin/python`, ['-m', 'pip', 'install', '-q', '-r', requirements]);
  });
}
