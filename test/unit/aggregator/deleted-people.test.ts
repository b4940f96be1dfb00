import { describe, expect, it } from 'vitest';
import { COURSE_COLUMNS, EARLIER_HISTORY_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { DeletedPeople } from '#shared/people/deleted-people.ts';
import { withoutPeople } from '../../../services/aggregator/mirror/deleted-people.ts';
import { unpackLines } from '../../../services/transcript-writer/write/mirror-rows.ts';
import { mirrorRows } from '../../support/mirror-rows.ts';

const people = new DeletedPeople([
  { tenant_id: 1, person_id: 12 },
  { tenant_id: 2, person_id: 7 },
]);
const course = (tenant: number, person: number) =>
  tabSeparatedLine([tenant, person, 'A-1', 'Safety\tat\nwork', ...COURSE_COLUMNS.slice(4).map(() => null)]);
const history = (tenant: number, person: number) => [tenant, person, 'A-1', '12', 'x'].join('\x1f');
/** The same cells in another order, as another version of transcript-writer may send them. */
const REORDERED = COURSE_COLUMNS.toReversed();
const reordered = (tenant: number, person: number) =>
  course(tenant, person).split('\t').toReversed().join('\t');

describe('rows without deleted people', () => {
  it.each([
    ['course_records', COURSE_COLUMNS, course],
    ['course_records with the person near the end', REORDERED, reordered],
    ['course_history', EARLIER_HISTORY_COLUMNS, history],
  ])('of %s are the others, as they were and in their order', (_, columns, line) => {
    const others = [line(1, 1), line(1, 120), line(12, 1), line(2, 12), line(7, 2), line(1, 2)];
    const mixed = [
      line(1, 12),
      ...others.slice(0, 3),
      line(2, 7),
      line(1, 12),
      ...others.slice(3),
      line(2, 7),
    ];
    const kept = withoutPeople(mirrorRows(columns, mixed), people);
    expect(kept.rows).toBe(others.length);
    expect(unpackLines(kept)).toEqual(others);
  });

  it('are the same rows when none is of theirs', () => {
    const rows = mirrorRows(COURSE_COLUMNS, [course(1, 1), course(2, 12)]);
    expect(withoutPeople(rows, people)).toBe(rows);
  });

  it('are none when all are of theirs', () => {
    const rows = mirrorRows(COURSE_COLUMNS, [course(1, 12), course(2, 7)]);
    expect(withoutPeople(rows, people)).toEqual(mirrorRows(COURSE_COLUMNS, []));
  });
});
