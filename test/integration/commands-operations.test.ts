import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeople, runCommand } from '../support/commands.ts';
import { course, encode, runningCounts, send } from '../support/feed.ts';
import { accept, endpoints, eventually, finished, importFile, sql } from '../support/product.ts';

const RUN = Date.now().toString(36);
const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';

beforeAll(() => loadPeople('acme', [{ username: 'olga.operations', employeeId: null }]));

it('outbox shows what waits for aggregator, and nothing once it is mirrored', async () => {
  const pids = endpoints().pids['aggregator'] ?? [];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  let id = '';
  try {
    ({ id } = await accept(`${HEADER}\nolga.operations,OPS-${RUN},Operations,OJT,2020-01-01\n`));
    await eventually(
      () => sql('SELECT FROM import_progress WHERE import_id = $1', [id]),
      (rows) => rows.length > 0,
    );
    const { code, output } = await runCommand('outbox', []);
    expect(code).toBe(0);
    expect(output).toMatch(
      /^training-records\/\d+: 1 batches with 1 rows, the oldest \d+ s old; sequence (\d+) to \1, mirrored up to \d+ \(moved .*\)$/m,
    );
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
  await finished(id);
  expect(await runCommand('outbox', [])).toEqual({
    code: 0,
    output: 'Nothing waits: every committed batch is counted and mirrored.\n',
  });
  expect(await runCommand('outbox', ['all'])).toMatchObject({
    code: 1,
    output: expect.stringContaining('Usage: npm run outbox'),
  });
});

describe('dead-letters', () => {
  const topic = 'training-feed.globex';

  it('lists, shows and sends again a record of a feed that failed', async () => {
    const before = await runningCounts('globex', 'courses');
    const [message] = await encode('CourseRecord', [course('nobody.operations', `OPS-${RUN}`)]);
    if (message === undefined) throw new Error('Nothing was encoded');
    const [sent] = await send('globex', [{ ...message, partition: 1 }]);
    const offset = String(sent?.baseOffset);
    await eventually(
      () => runningCounts('globex', 'courses'),
      ({ failures }) => failures === before.failures + 1,
    );
    const origin = [topic, '1', offset];
    const listed = await runCommand('dead-letters', ['list', '--topic', topic]);
    expect(listed.code).toBe(0);
    expect(listed.output).toMatch(new RegExp(`^${topic} 1 ${offset}  [-0-9a-f]{36}  user-not-found`, 'm'));
    const shown = await runCommand('dead-letters', ['show', ...origin]);
    expect(shown.output).toContain('nobody.operations');
    expect(shown.output).toContain((message.value as Buffer).toString('base64'));

    expect(await runCommand('dead-letters', ['send-again', ...origin])).toMatchObject({
      code: 0,
      output: expect.stringContaining('Add --yes to send it.'),
    });
    expect((await runningCounts('globex', 'courses')).failures).toBe(before.failures + 1);
    await loadPeople('globex', [{ username: 'nobody.operations', employeeId: null }]);
    expect(await runCommand('dead-letters', ['send-again', ...origin, '--yes'])).toMatchObject({
      code: 0,
      output: `Sent to ${topic}/1.\n`,
    });
    await eventually(
      () => runningCounts('globex', 'courses'),
      ({ successes }) => successes === before.successes + 1,
    );
  });

  it('points to the error file for a row of a file', async () => {
    const { id } = await importFile(`${HEADER}\nolga.operations,OPS-${RUN},Operations,Webinar,2020-01-01\n`);
    const { output } = await runCommand('dead-letters', ['list', '--topic', 'training-records']);
    const [, partition, offset] =
      new RegExp(`^training-records (\\d+) (\\d+)  ${id}  unknown-course-type`, 'm').exec(output) ?? [];
    const origin = ['training-records', partition ?? '', offset ?? ''];
    const shown = await runCommand('dead-letters', ['show', ...origin]);
    expect(shown.output).toContain(`/api/imports/${id}/errors`);
    const refused = await runCommand('dead-letters', ['send-again', ...origin, '--yes']);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('Not sent.') });
  });

  it('says how it is used, and what Kafka does not hold', async () => {
    for (const args of [
      [],
      ['list', 'all'],
      ['show', topic],
      ['show', topic, '1', 'x'],
      ['drop', topic, '1', '2'],
    ])
      expect(await runCommand('dead-letters', args)).toMatchObject({
        code: 1,
        output: expect.stringContaining('Usage: npm run dead-letters'),
      });
    expect(await runCommand('dead-letters', ['show', topic, '1', '999999999'])).toMatchObject({
      code: 1,
      output: expect.stringContaining('Kafka holds no failure'),
    });
  });
});
