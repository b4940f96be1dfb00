import { z } from 'zod';
import { LmsError, toError } from '#shared/errors.ts';
import type { Access } from './access.ts';

const problem = z.object({ code: z.string(), detail: z.string() });

/**
 * Calls the portal, and gives the body of its answer as JSON; undefined when it has none.
 *
 * @throws LmsError `refused` with the portal's words, `unavailable` when it cannot be reached
 */
export async function callPortal({ portal, token }: Access, path: string, method = 'GET'): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL(path, portal), { method, headers: { Authorization: `Bearer ${token}` } });
  } catch (error) {
    throw unreachable(portal, error);
  }
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw refusalOf(body);
  return body;
}

export function unreachable(portal: string, cause: unknown): LmsError {
  return new LmsError('unavailable', `The portal at ${portal} does not answer: ${toError(cause).message}`, {
    cause,
  });
}

/** The error that a problem document is. */
export function refusalOf(body: unknown): LmsError {
  const read = problem.safeParse(body);
  if (!read.success) return new LmsError('unavailable', 'The portal gave an answer that cannot be read.');
  const { code, detail } = read.data;
  return new LmsError('refused', `Refused (${code}): ${detail}`);
}
