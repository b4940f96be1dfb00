import { z } from 'zod';
import { Refusal } from '#shared/http/refusal.ts';
import { foldUsername } from '#shared/people/username.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Caller, Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { noSuchPerson } from './people.ts';
import {
  type CertificationPosition,
  type CoursePosition,
  certificationPosition,
  coursePosition,
  type ReadBatch,
  readCertifications,
  readCourses,
} from './training-records.ts';

/** Records of each kind that one answer has, as schemas/http says; hardly anybody has more in a life. */
const PAGE_RECORDS = 5_000;

/** Records read at once: a few hundred kB, so that an answer of 10,000 records costs no more memory than this. */
const BATCH_RECORDS = 500;

const LIST = 'training';
/** For each kind the position to continue from, or null when all of it was on earlier pages. */
const cursorKey = z.tuple([coursePosition.nullable(), certificationPosition.nullable()]);

/** @throws Refusal `not-found` */
export async function mustBePerson(pool: Pool, tenant: Tenant, personId: number): Promise<void> {
  const { rowCount } = await asTenant(pool, tenant.slug, (client) =>
    client.query('SELECT 1 FROM people WHERE tenant_id = $1 AND person_id = $2', [tenant.id, personId]),
  );
  if (rowCount === 0) throw noSuchPerson();
}

/** The id of the person who calls. @throws Refusal `not-found` for a caller that is no person, such as a program */
export async function ownPersonId(pool: Pool, { tenant, subject }: Caller): Promise<number> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<{ person_id: number }>(
      'SELECT person_id FROM people WHERE tenant_id = $1 AND username_folded = $2',
      [tenant.id, foldUsername(subject)],
    ),
  );
  if (rows[0] === undefined) throw new Refusal('not-found', message('problems.not-a-person'));
  return rows[0].person_id;
}

/**
 * A person's training history as the text of a JSON object, the latest records first, read piece by piece as the text
 * is taken. It has up to 5,000 records of each kind and, where there are more, `next`.
 *
 * @throws Refusal `invalid-parameter` for a cursor of another list
 */
export function trainingJson(
  pool: Pool,
  tenant: Tenant,
  personId: number,
  cursor: string | undefined,
): AsyncGenerator<string> {
  const [courses, certifications] =
    cursor === undefined ? [undefined, undefined] : decodeCursor(LIST, cursorKey, cursor);
  return textOf(
    kindJson('{"courses":[', readCourses(pool, tenant, personId), courses),
    kindJson('],"certifications":[', readCertifications(pool, tenant, personId), certifications),
  );
}

async function* textOf(
  courses: AsyncGenerator<string, CoursePosition | undefined>,
  certifications: AsyncGenerator<string, CertificationPosition | undefined>,
): AsyncGenerator<string> {
  const courseEnd = yield* courses;
  const certificationEnd = yield* certifications;
  if (courseEnd !== undefined || certificationEnd !== undefined) {
    yield `],"next":"${encodeCursor(LIST, [courseEnd ?? null, certificationEnd ?? null])}"}`;
  } else yield ']}';
}

/**
 * The records of one kind, behind `start`. The first piece comes once the first records are read, so that what fails
 * then can still be answered otherwise. Returns where the next page starts, or undefined when there is none.
 *
 * @param after null for a kind of which nothing is left
 */
async function* kindJson<View, Position extends readonly unknown[]>(
  start: string,
  read: ReadBatch<View, Position>,
  after: Position | null | undefined,
): AsyncGenerator<string, Position | undefined> {
  if (after === null) {
    yield start;
    return undefined;
  }
  let position = after;
  for (let count = 0; count < PAGE_RECORDS; count += BATCH_RECORDS) {
    const { records, last } = await read(position, BATCH_RECORDS);
    const text = records.map((record) => JSON.stringify(record)).join(',');
    yield count === 0 ? start + text : `${text === '' ? '' : ','}${text}`;
    position = last;
    if (last === undefined) return undefined;
  }
  // A full last batch may have been the end: only another read shows.
  const { records } = await read(position, 1);
  return records.length > 0 ? position : undefined;
}
