import type { RecordError, TranscriptChange } from '#shared/kafka/avro/messages.ts';

/**
 * What a change message is to its source partition:
 *
 * - `repeat`: its batch, or this part of it, was taken before
 * - `part`: the next part of the next batch
 * - `last-part`: the same, and the batch is complete with it
 * - `errors-missing`: the same, but not all of the batch's errors have come
 * - `handover`: earlier parts of the next batch are missing, and went to another process if this one has just begun
 * - `gap`: batches or parts before it are missing
 */
export type ChangeVerdict = 'repeat' | 'part' | 'last-part' | 'errors-missing' | 'handover' | 'gap';

/**
 * Follows one source partition: which batch comes next, and what of it has come. Batches are numbered without a gap, a
 * batch's parts and errors are numbered too, and Kafka keeps their order: so whatever is missing shows.
 */
export class SourceProgress {
  /** The last batch that is complete. */
  #position = 0;
  /** How many parts of the batch after it have come. */
  #parts = 0;
  /**
   * How many errors have come, from the first on without a gap, by the sequence number of batches still to complete.
   */
  readonly #errors = new Map<number, number>();
  /** Whether this process has taken anything of the partition. */
  #hasBegun = false;

  get position(): number {
    return this.#position;
  }

  /** Continues where everything is durable according to PostgreSQL: another process may have got further. */
  goOnFrom(position: number): void {
    if (position === this.#position) return;
    this.#moveTo(position);
  }

  /** @returns whether the error is new and must be stored */
  takeError({ sequence, index }: Pick<RecordError, 'sequence' | 'index'>): boolean {
    if (sequence <= this.#position) return false;
    const come = this.#errors.get(sequence) ?? 0;
    if (index === come) this.#errors.set(sequence, come + 1);
    return true;
  }

  /** Classifies a change, and counts a part that is next. Call {@link complete} once its batch is complete. */
  takeChange(change: Pick<TranscriptChange, 'sequence' | 'part' | 'parts' | 'errors'>): ChangeVerdict {
    const { sequence, part, parts, errors } = change;
    const next = this.#position + 1;
    if (sequence < next || (sequence === next && part < this.#parts)) return 'repeat';
    if (sequence === next && part > this.#parts && !this.#hasBegun) return 'handover';
    if (sequence > next || part > this.#parts) return 'gap';
    this.#hasBegun = true;
    this.#parts += 1;
    if (this.#parts < parts) return 'part';
    return (this.#errors.get(sequence) ?? 0) < errors ? 'errors-missing' : 'last-part';
  }

  /** The batch after the position is complete, by its messages or by its entry of the outbox. */
  complete(): void {
    this.#hasBegun = true;
    this.#moveTo(this.#position + 1);
  }

  #moveTo(position: number): void {
    this.#position = position;
    this.#parts = 0;
    for (const sequence of this.#errors.keys()) if (sequence <= position) this.#errors.delete(sequence);
  }
}
