import { z } from 'zod';
import { LmsError, toError } from '../../errors.ts';
import { isConnectionError, isRetryableStatus } from '../../retryable-errors.ts';

/** Where the registry is, without a slash at the end, and how to sign in where it wants that. */
export interface RegistryAddress {
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string };
}

/** @param registryUrl with a user and a password in it where the registry wants them */
export function registryAddress(registryUrl: string): RegistryAddress {
  const url = new URL(registryUrl);
  const [username = '', password = ''] = [url.username, url.password].map(decodeURIComponent);
  url.username = '';
  url.password = '';
  return { url: url.href.replace(/\/$/, ''), ...(username === '' ? {} : { auth: { username, password } }) };
}

/** A registry that is there answers in milliseconds; longer only keeps a partition from trying again. */
const ANSWER_WITHIN_MS = 5_000;

export interface RegistryCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The whole address, since a registry has other interfaces beside Confluent's. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
  /** Left out, it is {@link ANSWER_WITHIN_MS}. */
  readonly answerWithinMs?: number;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly text: string;
}

/** Calls the registry. @throws LmsError `unavailable`, retryable, when it cannot be reached; `unexpected` for any other error */
export async function callRegistry(
  { auth }: RegistryAddress,
  { method, url, headers, body, answerWithinMs = ANSWER_WITHIN_MS }: RegistryCall,
): Promise<RegistryAnswer> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...authorizationOf(auth), ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw registryError(
      `The registry does not answer: ${toError(cause).message}`,
      isConnectionError(cause),
      cause,
    );
  }
}

const JSON_TYPE = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

/** As {@link callRegistry}, with a body of JSON and by the path below Confluent's interface. */
export function callWithJson(
  registry: RegistryAddress,
  { method, path, body }: { readonly method: 'POST' | 'PUT'; readonly path: string; readonly body: object },
): Promise<RegistryAnswer> {
  return callRegistry(registry, {
    method,
    url: `${registry.url}${path}`,
    headers: JSON_TYPE,
    body: JSON.stringify(body),
  });
}

/** The compatibility of every subject of ours: a newer reader reads what an older writer wrote. */
const COMPATIBILITY = 'BACKWARD';

const config = z.object({ compatibilityLevel: z.string() });
const registered = z.object({ id: z.int() });

/**
 * Registers a schema that refers to no other, with the compatibility BACKWARD, and returns its id. A schema that the
 * subject already has keeps its id.
 *
 * @throws LmsError `configuration` when the registry refuses it, or the subject has another compatibility;
 *   `unavailable`, retryable, while the registry does not answer, or answers what no registry does
 */
export async function registerSchema(
  registry: RegistryAddress,
  subject: string,
  schema: string,
): Promise<number> {
  const name = encodeURIComponent(subject);
  const url = `${registry.url}/config/${name}`;
  const found = await callRegistry(registry, { method: 'GET', url });
  const isNew = found.status === 404;
  if (!isNew) checkCompatibility(subject, read(config, found, subject).compatibilityLevel);
  const path = `/subjects/${name}/versions`;
  const answer = await callWithJson(registry, { method: 'POST', path, body: { schema } });
  const { id } = read(registered, answer, subject);
  if (isNew) {
    const body = { compatibility: COMPATIBILITY };
    read(
      z.unknown(),
      await callWithJson(registry, { method: 'PUT', path: `/config/${name}`, body }),
      subject,
    );
  }
  return id;
}

function checkCompatibility(subject: string, level: string): void {
  if (level.toUpperCase() === COMPATIBILITY) return;
  throw new LmsError(
    'configuration',
    `The registry has the compatibility ${level} for ${subject}, and it must be ${COMPATIBILITY}: set it there`,
    { server: 'registry' },
  );
}

/** What the registry says when it will not take a schema: not allowed, incompatible, invalid. */
const REFUSALS = [401, 403, 404, 409, 422];

function read<Body extends z.ZodType>(
  body: Body,
  { status, text }: RegistryAnswer,
  subject: string,
): z.output<Body> {
  const what = `Schema ${subject} cannot be registered: ${status} ${text.slice(0, 300)}`;
  if (REFUSALS.includes(status)) throw new LmsError('configuration', what, { server: 'registry' });
  const answer = status < 300 ? body.safeParse(parseJson(text)) : undefined;
  // Anything but the registry's own JSON is what a proxy answers for a registry that it does not reach.
  if (answer?.success !== true)
    throw registryError(what, status < 300 || isRetryableStatus(status), answer?.error);
  return answer.data;
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function registryError(message: string, retryable: boolean, cause: unknown): LmsError {
  return new LmsError(retryable ? 'unavailable' : 'unexpected', message, {
    retryable,
    cause,
    server: 'registry',
  });
}

/** The header by which a call signs in; none where the registry wants none. */
function authorizationOf(auth: RegistryAddress['auth']): Record<string, string> {
  if (auth === undefined) return {};
  const { username, password } = auth;
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
