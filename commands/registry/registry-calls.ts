import { LmsError, toError } from '#shared/errors.ts';
import { authorizationOf, type RegistryAddress } from '#shared/kafka/avro/writer-schema.ts';

/** A registry that is there answers in milliseconds; an import of some schemas takes it a second. */
const ANSWER_WITHIN_MS = 30_000;

export interface RegistryCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
}

/** Calls the registry. @throws LmsError `unavailable` when it cannot be reached */
export async function callRegistry(
  { auth }: RegistryAddress,
  { method, url, headers, body }: RegistryCall,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...authorizationOf(auth), ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new LmsError('unavailable', `The registry does not answer: ${toError(cause).message}`, {
      retryable: true,
      cause,
      server: 'registry',
    });
  }
}

/** As {@link callRegistry}. @throws LmsError `configuration` also when the registry refuses */
export async function mustCallRegistry(registry: RegistryAddress, call: RegistryCall): Promise<string> {
  const { status, text } = await callRegistry(registry, call);
  if (status < 300) return text;
  throw new LmsError(
    'configuration',
    `The registry refuses ${call.method} ${call.url}: ${status} ${text.slice(0, 300)}`,
    { server: 'registry' },
  );
}
