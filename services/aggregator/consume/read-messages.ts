import { LmsError } from '#shared/errors.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { RecordError, TranscriptChange } from '#shared/kafka/avro/messages.ts';
import type { ConsumedBatch } from '#shared/kafka/consumer/consumed-batch.ts';
import { type Arrivals, noArrivals } from '../flush/arrivals.ts';
import { withNamedColumns } from './mirror-formats.ts';

/**
 * Decodes the messages of a batch whose schemas `codec.prepare` has fetched.
 *
 * A message that cannot be decoded is reported to `onUndecodable` and left out. If transcript-writer sent it, the batch
 * that it belongs to is incomplete without it, which its sequence number shows, and is taken from the outbox instead. A
 * message that somebody else put there belongs to no batch, and nothing is missing.
 */
export function readMessages(
  codec: AvroCodec,
  batch: Pick<ConsumedBatch, 'messages'>,
  onUndecodable: (offset: number, error: LmsError) => void,
): Arrivals {
  const arrivals = noArrivals();
  for (const message of batch.messages) {
    try {
      readMessage(codec, message.value, arrivals);
    } catch (error) {
      if (!(error instanceof LmsError) || error.code !== 'undecodable') throw error;
      onUndecodable(message.offset, error);
    }
  }
  return arrivals;
}

/** @throws LmsError `undecodable` when it is no message of ours, or of a kind that does not belong here */
export function readMessage(
  codec: AvroCodec,
  bytes: Buffer | null,
  into: Pick<Arrivals, 'changes' | 'failures'>,
): void {
  const { name, value } = codec.decode(bytes);
  if (name === 'TranscriptChange') into.changes.push(withNamedColumns(value as TranscriptChange));
  else if (name === 'RecordError') into.failures.push(value as RecordError);
  else throw new LmsError('undecodable', `a ${name} has no place on this topic`);
}
