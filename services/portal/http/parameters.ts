import type { Request } from 'express';
import { Refusal } from '#shared/http/refusal.ts';

const DEFAULT_LIMIT = 50;
/** Part of the interface (schemas/http); a page of this many is still answered in milliseconds. */
const MAX_LIMIT = 200;

/** Longer searches find nothing anyway, and would only make the server compare more. */
const MAX_TEXT = 255;

/** The 400 that names a parameter and says what it must be. */
export function invalidParameter(name: string, must: string): Refusal {
  return new Refusal('invalid-parameter', `${name} ${must}.`);
}

/** A query parameter as it was sent, or undefined. @throws Refusal `invalid-parameter` when it comes twice */
export function parameter(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalidParameter(name, 'may be given once only');
}

/** A filter: blank means that it is not asked for, as a form sends it. */
export function filterParameter(request: Request, name: string): string | undefined {
  const text = parameter(request, name)?.trim();
  if (text === undefined || text === '') return undefined;
  // PostgreSQL's text cannot hold NUL.
  if (text.includes('\0') || text.length > MAX_TEXT) {
    throw invalidParameter(name, `must be text of up to ${MAX_TEXT} characters`);
  }
  return text.normalize('NFC');
}

export function limitParameter(request: Request): number {
  const text = parameter(request, 'limit');
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT)
    throw invalidParameter('limit', `must be a number from 1 to ${MAX_LIMIT}`);
  return limit;
}

/** Which page of a list is asked for. */
export function pageParameters(request: Request): { limit: number; cursor: string | undefined } {
  return { limit: limitParameter(request), cursor: parameter(request, 'cursor') };
}

/** A filter that must be one of `values`. */
export function choiceParameter<Choice extends string>(
  request: Request,
  name: string,
  values: readonly Choice[],
): Choice | undefined {
  const text = filterParameter(request, name);
  if (text === undefined) return undefined;
  const choice = values.find((value) => value === text);
  if (choice === undefined) throw invalidParameter(name, `must be one of ${values.join(', ')}`);
  return choice;
}

/** A day as YYYY-MM-DD. */
export function dateParameter(request: Request, name: string): string | undefined {
  const text = filterParameter(request, name);
  if (text === undefined) return undefined;
  if (!isDate(text)) throw invalidParameter(name, 'must be a date, YYYY-MM-DD');
  return text;
}

const TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * A moment in microseconds since 1970: an RFC 3339 time, or a date, which stands for its first moment in UTC or,
 * with `end`, for its last.
 */
export function momentParameter(request: Request, name: string, edge: 'start' | 'end'): number | undefined {
  const text = filterParameter(request, name);
  if (text === undefined) return undefined;
  const isDay = isDate(text);
  const milliseconds = Date.parse(text);
  if ((!isDay && !isDate(TIME.exec(text)?.[1] ?? '')) || Number.isNaN(milliseconds)) {
    throw invalidParameter(name, 'must be a date, YYYY-MM-DD, or a time such as 2024-03-01T09:30:00Z');
  }
  const next = isDay ? DAY_MS : 1;
  return edge === 'start' ? milliseconds * 1_000 : (milliseconds + next) * 1_000 - 1;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const milliseconds = Date.parse(text);
  // Date.parse takes 2023-02-30 for the second of March.
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An import's id from the path. @throws Refusal `not-found` for what cannot be one */
export function importId(request: Request): string {
  const id = request.params['id'];
  if (typeof id !== 'string' || !UUID.test(id)) throw new Refusal('not-found', 'There is no such import.');
  return id.toLowerCase();
}

/** A person's id from the path. @throws Refusal `not-found` for what cannot be one */
export function personId(request: Request): number {
  const id = request.params['id'];
  // 15 digits stay below 2^53, where numbers are still exact.
  if (typeof id !== 'string' || !/^[1-9]\d{0,14}$/.test(id)) {
    throw new Refusal('not-found', 'There is no such person.');
  }
  return Number(id);
}
