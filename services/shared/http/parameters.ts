import type { Request } from 'express';
import { z } from 'zod';
import { message } from '../texts/texts-of.ts';
import { Refusal } from './refusal.ts';

/** The 400 that names a parameter and says what it must be. */
export function invalidParameter(name: string, must: string): Refusal {
  return new Refusal('invalid-parameter', `${name} ${must}.`);
}

/**
 * Reads query parameters; those that the schema does not name are ignored.
 *
 * @param schema its messages say what a parameter must be, without its name
 * @throws Refusal `invalid-parameter` naming the first that is not as the schema says
 */
export function readQuery<Schema extends z.ZodObject>(request: Request, schema: Schema): z.output<Schema> {
  return readObject(request.query, schema);
}

/** As {@link readQuery}, what a client sent in another way. */
export function readObject<Schema extends z.ZodObject>(sent: unknown, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(sent);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalidParameter(issue?.path.join('.') ?? '', issue?.message ?? 'is not as it must be');
}

const uuid = z.guid().toLowerCase();

/** An import's id from the path. @throws Refusal `not-found` for what cannot be one */
export function importId(request: Request): string {
  return pathId(request, 'import');
}

/** The id from the path of something called `name`. @throws Refusal `not-found` for what cannot be one */
export function pathId(request: Request, name: 'import' | 'webhook' | 'delivery' | 'mapping'): string {
  const id = uuid.safeParse(request.params['id']);
  if (!id.success) throw new Refusal('not-found', message(`problems.no-such-${name}`));
  return id.data;
}
