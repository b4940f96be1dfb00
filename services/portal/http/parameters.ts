import type { Request } from 'express';
import { z } from 'zod';
import { Refusal } from '#shared/http/refusal.ts';
import { message } from '#shared/texts/texts-of.ts';

const DEFAULT_LIMIT = 50;
/** Part of the interface (schemas/http); a page of this many is still answered in milliseconds. */
const MAX_LIMIT = 200;

/** Longer searches find nothing anyway, and would only make the server compare more. */
const MAX_TEXT = 255;

const given = z.string('may be given once only');

/** A parameter as it was sent. */
export const text = given.optional();

const FILTER_TEXT = `must be text of up to ${MAX_TEXT} characters`;
/** PostgreSQL's text cannot hold NUL. */
const WITHOUT_NUL = /^[^\0]*$/;

/** A filter: blank means that it is not asked for, as a form sends it. */
export const filter = given
  .trim()
  .max(MAX_TEXT, FILTER_TEXT)
  .regex(WITHOUT_NUL, FILTER_TEXT)
  .normalize('NFC')
  .transform((value) => (value === '' ? undefined : value))
  .optional();

/** A filter that must be one of `values`. */
export function choice<const Choice extends string>(values: readonly Choice[]) {
  return filter.pipe(z.enum(values, `must be one of ${values.join(', ')}`).optional());
}

const LIMIT = `must be a number from 1 to ${MAX_LIMIT}`;

export const limit = given
  .regex(/^\d{1,3}$/, LIMIT)
  .transform(Number)
  .pipe(z.number().min(1, LIMIT).max(MAX_LIMIT, LIMIT))
  .default(DEFAULT_LIMIT);

/** Which page of a list is asked for. */
export const page = z.object({ limit, cursor: text });

/** A day as YYYY-MM-DD. */
export const date = filter.pipe(z.iso.date('must be a date, YYYY-MM-DD').optional());

/** An RFC 3339 time, whose letters may be small; its seconds may be left out. */
const time = z
  .string()
  .toUpperCase()
  .pipe(z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]));
const MOMENT = 'must be a date, YYYY-MM-DD, or a time such as 2024-03-01T09:30:00Z';
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * A moment in microseconds since 1970: an RFC 3339 time, or a date, which stands for its first moment in UTC or,
 * with `end`, for its last.
 */
export function moment(edge: 'start' | 'end') {
  const day = z.iso.date().transform((value) => edgeOf(Date.parse(value), DAY_MS, edge));
  const instant = time
    .transform((value) => Date.parse(value))
    .refine(Number.isFinite)
    .transform((milliseconds) => edgeOf(milliseconds, 1, edge));
  return filter.pipe(z.union([day, instant], MOMENT).optional());
}

function edgeOf(milliseconds: number, length: number, edge: 'start' | 'end'): number {
  return edge === 'start' ? milliseconds * 1_000 : (milliseconds + length) * 1_000 - 1;
}

/** 15 digits stay below 2^53, where numbers are still exact. */
const number = z.string().regex(/^[1-9]\d{0,14}$/);

/** A person's id from the path. @throws Refusal `not-found` for what cannot be one */
export function personId(request: Request): number {
  const id = number.safeParse(request.params['id']);
  if (!id.success) throw new Refusal('not-found', message('problems.no-such-person'));
  return Number(id.data);
}

/** A course number from the path. @throws Refusal `not-found` for what cannot be one */
export function courseNumber(request: Request): string {
  const text = z.string().regex(WITHOUT_NUL).safeParse(request.params['courseNumber']);
  if (!text.success) throw new Refusal('not-found', message('problems.no-such-course'));
  return text.data.normalize('NFC');
}
