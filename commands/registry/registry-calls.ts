import { LmsError } from '#shared/errors.ts';
import { callRegistry, type RegistryAddress, type RegistryCall } from '#shared/kafka/avro/registry-client.ts';

/** An import of some schemas takes a registry a second. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Calls the registry, and returns what it answers.
 *
 * @throws LmsError `configuration` when it refuses, `unavailable` when it cannot be reached
 */
export async function mustCallRegistry(registry: RegistryAddress, call: RegistryCall): Promise<string> {
  const { status, text } = await callRegistry(registry, { answerWithinMs: ANSWER_WITHIN_MS, ...call });
  if (status < 300) return text;
  throw new LmsError(
    'configuration',
    `The registry refuses ${call.method} ${call.url}: ${status} ${text.slice(0, 300)}`,
    { server: 'registry' },
  );
}
