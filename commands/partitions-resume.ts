import { parseArgs } from 'node:util';
import { LmsError } from '#shared/errors.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { readInstallation } from './config.ts';
import { confirm } from './confirm.ts';
import { openPartitions } from './partitions/open-partitions.ts';
import { resume } from './partitions/resume.ts';
import { planResume, type Start } from './partitions/resume-plan.ts';
import { readPositions } from './partitions/stored-positions.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE =
  'npm run partitions:resume -- <topic> <partition> (--at-position | --from-start | --from <offset>) [--yes]';

/** An answer of "no" changes nothing, and is no success either. */
const NOT_DONE = 2;

await runCommand(USAGE, async () => {
  const { topic, partition, start, isConfirmed } = readArguments();
  const partitions = openPartitions(await readInstallation(), 'partitions-resume');
  try {
    const [stored] = await readPositions(partitions.pool, { topic, partition });
    if (stored?.halt === undefined) {
      throw new LmsError('configuration', `${topic}/${partition} is not halted.`);
    }
    const found = await partitions.logOf({ topic, partition });
    if (found === undefined) throw new LmsError('configuration', `There is no topic ${topic}.`);
    const log = { ...found, clusterId: await partitions.clusterId() };
    const plan = planResume(stored, log, start);
    console.log(`${topic}/${partition} was halted: ${stored.halt.reason}.`);
    for (const line of plan.consequences) console.log(line);
    if (!isConfirmed && !(await confirm(`Read on at offset ${plan.nextOffset}?`))) return NOT_DONE;
    await resume(partitions.pool, stored, log, plan);
    const { nextOffset, isNewEpoch, consequences } = plan;
    createLogger('partitions-resume', 'info').info(
      { topic, partition, halt: stored.halt, from: stored.nextOffset, nextOffset, isNewEpoch, consequences },
      'partition resumed',
    );
    return 0;
  } finally {
    await partitions.close();
  }
});

function readArguments(): { topic: string; partition: number; start: Start; isConfirmed: boolean } {
  const { values, positionals } = parseArgs({
    options: {
      'at-position': { type: 'boolean' },
      'from-start': { type: 'boolean' },
      from: { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [topic, partition, ...more] = positionals;
  if (topic === undefined || partition === undefined || more.length > 0) {
    throw new UsageError('Name a topic and a partition.');
  }
  const starts: Start[] = [
    ...(values['at-position'] === true ? (['at-position'] as const) : []),
    ...(values['from-start'] === true ? (['from-start'] as const) : []),
    ...(values.from === undefined ? [] : [wholeNumber(values.from, '--from')]),
  ];
  const [start, ...others] = starts;
  if (start === undefined || others.length > 0) throw new UsageError('Say once where to read on.');
  return { topic, partition: wholeNumber(partition, 'The partition'), start, isConfirmed: values.yes };
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${name} must be a whole number.`);
  return Number(text);
}
