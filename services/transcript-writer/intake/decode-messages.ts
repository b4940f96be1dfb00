import { LmsError } from '#shared/errors.ts';
import type { AvroCodec, Decoded } from '#shared/kafka/avro-codec.ts';
import type { KafkaMessage } from '#shared/kafka/consume-loop.ts';

export interface DecodedMessages {
  readonly decoded: readonly { readonly message: KafkaMessage; readonly record: Decoded }[];
  readonly undecodable: readonly { readonly message: KafkaMessage; readonly why: string }[];
}

/** Decodes what can be decoded and says of the rest why not. */
export async function decodeMessages(
  codec: AvroCodec,
  messages: readonly KafkaMessage[],
): Promise<DecodedMessages> {
  await codec.prepare(messages.map((message) => message.value));
  const decoded: { message: KafkaMessage; record: Decoded }[] = [];
  const undecodable: { message: KafkaMessage; why: string }[] = [];
  for (const message of messages) {
    try {
      decoded.push({ message, record: codec.decode(message.value) });
    } catch (error) {
      if (!(error instanceof LmsError) || error.code !== 'undecodable') throw error;
      undecodable.push({ message, why: error.message });
    }
  }
  return { decoded, undecodable };
}
