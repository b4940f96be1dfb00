import type { Request, Response } from 'express';
import { z } from 'zod';
import { readJson } from '#shared/http/json-body.ts';
import { invalidParameter, readObject } from '#shared/http/parameters.ts';

/** No body of this interface has a hundred bytes; a larger one is not read to its end. */
const MAX_BYTES = 4_096;

const object = z.record(z.string(), z.unknown());

/**
 * Reads a JSON object, whatever the request calls it.
 *
 * @param schema its messages say what a property must be, without its name
 * @throws Refusal `invalid-parameter` when the body is no JSON object, too large, or not as the schema says
 */
export async function readBody<Schema extends z.ZodObject>(
  request: Request,
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = object.safeParse(await readJson(request, response, MAX_BYTES));
  if (!body.success) throw invalidParameter('The body', 'must be a JSON object');
  return readObject(body.data, schema);
}
