import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from './commands.ts';
import { storedCourses } from './compare-state.ts';
import { closeFeed, openFeed, runningCounts } from './feed.ts';
import { execute, producerEnvironment } from './java-producer.ts';
import { eventually, finished } from './product.ts';

const PERSON = 'petra.producer';

/** An example of the producer's guide, run as its README says; each course number begins with `prefix`. */
export interface ProducerExample {
  readonly prefix: string;
  run(environment: NodeJS.ProcessEnv): Promise<string>;
}

/** The tests that every example passes, to be given to `describe`. */
export function describeProducer(example: ProducerExample): void {
  beforeAll(() => loadPeople('acme', [{ username: PERSON, employeeId: null }]));

  it('sends ten records to a bounded feed, and again without counting twice', async () => {
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

  it('sends ten records to the running entry', async () => {
    const before = await runningCounts('acme', 'courses');
    await example.run(producerEnvironment('acme', { PERSON }));
    await eventually(
      () => runningCounts('acme', 'courses'),
      ({ successes }) => successes === before.successes + 10,
    );
  });
}

/** What a program writes to its standard output. */
export async function output(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await execute(program, [...args], { env });
  return stdout;
}
