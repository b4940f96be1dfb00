import express, { type Request, type Response } from 'express';
import { invalidParameter } from './parameters.ts';

/** No body of this interface has a hundred bytes; a larger one is not read to its end. */
const MAX_BYTES = 4_096;

const parse = express.json({ limit: MAX_BYTES, type: () => true });

/**
 * Reads a JSON object, whatever the request calls it.
 *
 * @throws Refusal `invalid-parameter` when the body is no JSON, or too large
 */
export async function readJsonObject(
  request: Request,
  response: Response,
): Promise<Readonly<Record<string, unknown>>> {
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidParameter('The body', 'must be a JSON object');
  }
  return body as Readonly<Record<string, unknown>>;
}
