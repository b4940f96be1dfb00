import { describe, expect, it } from 'vitest';
import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { compressLines, tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { DeletedPeople } from '#shared/people/deleted-people.ts';
import { withoutPeople } from '../../../services/aggregator/mirror/deleted-people.ts';
import { packLines, unpackLines } from '../../../services/transcript-writer/write/mirror-rows.ts';

const people = new DeletedPeople([
  { tenant_id: 1, person_id: 12 },
  { tenant_id: 2, person_id: 7 },
]);
const course = (tenant: number, person: number) =>
  tabSeparatedLine([tenant, person, 'A-1', 'Safety\tat\nwork', ...COURSE_COLUMNS.slice(4).map(() => null)]);
const history = (tenant: number, person: number) => [tenant, person, 'A-1', '12', 'x'].join('\x1f');
const rowsOf = (lines: readonly string[]) => ({ rows: lines.length, lines: compressLines(lines) });

describe('rows without deleted people', () => {
  it.each([
    ['course_records', course],
    ['course_history', history],
  ])('of %s are the others, as they were and in their order', (_, line) => {
    const others = [line(1, 1), line(1, 120), line(12, 1), line(2, 12), line(7, 2), line(1, 2)];
    const mixed = [
      line(1, 12),
      ...others.slice(0, 3),
      line(2, 7),
      line(1, 12),
      ...others.slice(3),
      line(2, 7),
    ];
    const kept = withoutPeople(rowsOf(mixed), people);
    expect(kept.rows).toBe(others.length);
    expect(unpackLines(kept)).toEqual(others);
  });

  it('are the same rows when none is of theirs', () => {
    const rows = rowsOf([course(1, 1), course(2, 12)]);
    expect(withoutPeople(rows, people)).toBe(rows);
  });

  it('are none when all are of theirs', () => {
    const [rows = rowsOf([])] = packLines([course(1, 12), course(2, 7)]);
    expect(withoutPeople(rows, people)).toEqual({ rows: 0, lines: Buffer.alloc(0) });
  });
});
