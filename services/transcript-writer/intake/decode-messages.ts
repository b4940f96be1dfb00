import { LmsError } from '#shared/errors.ts';
import type { AvroCodec, Decoded } from '#shared/kafka/avro-codec.ts';
import type { ConsumedMessages } from '#shared/kafka/consumed-batch.ts';

/** For each message in its order what it holds, or the `undecodable` error that says why that cannot be told. */
export async function decodeMessages(
  codec: AvroCodec,
  messages: ConsumedMessages,
): Promise<(Decoded | LmsError)[]> {
  const values = Array.from(messages, ({ value }) => value);
  await codec.prepare(values);
  return values.map((value) => {
    try {
      return codec.decode(value);
    } catch (error) {
      if (error instanceof LmsError && error.code === 'undecodable') return error;
      throw error;
    }
  });
}
