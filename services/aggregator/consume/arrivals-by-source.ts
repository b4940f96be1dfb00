import type { RecordError, TranscriptChange } from '#shared/kafka/avro/messages.ts';
import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import type { Arrivals } from '../flush/arrivals.ts';
import { addChange, type PublishedBatch } from '../flush/published-batch.ts';

/** What one source partition has brought. */
export interface Source extends TopicPartition {
  readonly changes: TranscriptChange[];
  readonly failures: RecordError[];
  /** Where it stood still when it was found; undefined when it was not. */
  stalledAt: number | undefined;
}

/** Leaves all of a source partition to the next flush. */
export function postpone({ topic, partition, changes, failures, stalledAt }: Source, rest: Arrivals): void {
  for (const change of changes) rest.changes.push(change);
  for (const failure of failures) rest.failures.push(failure);
  if (stalledAt !== undefined) rest.stalled.push({ topic, partition, sequence: stalledAt });
}

/** Sorts what is numbered by source partition; what the version before has published goes straight to `published`. */
export function bySource(arrivals: Arrivals, published: PublishedBatch): Source[] {
  const sources = new Map<string, Source>();
  const of = (topic: string, partition: number): Source => {
    const key = keyOf({ topic, partition });
    const known = sources.get(key) ?? { topic, partition, changes: [], failures: [], stalledAt: undefined };
    sources.set(key, known);
    return known;
  };
  for (const failure of arrivals.failures) {
    if (failure.sequence === 0) published.failures.push(failure);
    else of(failure.originTopic, failure.originPartition).failures.push(failure);
  }
  for (const change of arrivals.changes) {
    if (change.sequence === 0) addChange(published, change);
    else of(change.sourceTopic, change.sourcePartition).changes.push(change);
  }
  for (const { topic, partition, sequence } of arrivals.stalled) of(topic, partition).stalledAt = sequence;
  return [...sources.values()];
}

/** What a source partition is kept under. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
