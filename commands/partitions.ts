import { parseArgs } from 'node:util';
import { toError } from '#shared/errors.ts';
import { readInstallation } from './config.ts';
import { openPartitions, type Partitions } from './partitions/open-partitions.ts';
import { readPositions, type StoredPosition } from './partitions/stored-positions.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'npm run partitions [-- --halted]';

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: { halted: { type: 'boolean', default: false } } });
  const partitions = openPartitions(await readInstallation(), 'partitions');
  try {
    const all = await readPositions(partitions.pool);
    const shown = values.halted ? all.filter(({ halt }) => halt !== undefined) : all;
    if (shown.length === 0) {
      console.log(values.halted ? 'No partition is halted.' : 'No partition was read yet.');
      return 0;
    }
    console.log(`${'topic/partition'.padEnd(40)} ${'next offset'.padStart(12)} ${'lag'.padStart(10)}  state`);
    for (const stored of shown) {
      const { lag, state } = await describe(partitions, stored);
      const name = `${stored.topic}/${stored.partition}`;
      console.log(
        `${name.padEnd(40)} ${String(stored.nextOffset).padStart(12)} ${lag.padStart(10)}  ${state}`,
      );
    }
    return 0;
  } finally {
    await partitions.close();
  }
});

async function describe(
  partitions: Partitions,
  stored: StoredPosition,
): Promise<{ lag: string; state: string }> {
  const halted = haltOf(stored);
  try {
    const log = await partitions.logOf(stored);
    if (log === undefined) return { lag: '', state: halted ?? 'there is no such topic' };
    return { lag: String(log.high - stored.nextOffset), state: halted ?? 'read' };
  } catch (error) {
    return { lag: '?', state: halted ?? toError(error).message };
  }
}

function haltOf({ halt }: StoredPosition): string | undefined {
  if (halt === undefined) return undefined;
  return `halted at ${halt.haltedAt.toISOString()}: ${halt.reason} ${JSON.stringify(halt.detail)}`;
}
