import type { Admin } from 'kafkajs';
import { endpoints, eventually } from './product.ts';

/** The offset after the newest message of each partition. */
export async function endsOf(admin: Admin, topic: string): Promise<Map<number, number>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
}

/** Holds aggregator still while `act` runs, so that what is published meanwhile can be lost. */
export async function whileAggregatorStands<Value>(admin: Admin, act: () => Promise<Value>): Promise<Value> {
  const pids = endpoints().pids['aggregator'] ?? [];
  if (pids.length === 0) throw new Error('No aggregator runs that could be held still');
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    // Until then a fetch that it has sent may still be answered, with what is to be lost.
    const members = async () => (await admin.describeGroups(['aggregator'])).groups[0]?.members.length;
    await eventually(members, (count) => count === 0, 30_000);
    return await act();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}

/**
 * Loses what came to a topic since `before`, but for the last `kept` messages of each partition.
 *
 * @returns how many were lost
 */
export async function loseMessages(
  admin: Admin,
  topic: string,
  before: ReadonlyMap<number, number>,
  kept: number,
): Promise<number> {
  let lost = 0;
  for (const [partition, end] of await endsOf(admin, topic)) {
    const from = before.get(partition) ?? 0;
    const to = end - kept;
    if (to <= from) continue;
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(to) }] });
    lost += to - from;
  }
  return lost;
}
