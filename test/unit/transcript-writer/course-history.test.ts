import { expect, it } from 'vitest';
import { COURSE_COLUMNS, COURSE_HISTORY_CELLS } from '#shared/clickhouse/mirror-columns.ts';
import { overtakenLine } from '../../../services/transcript-writer/write/course-history.ts';

/** Cells as the format writes them. */
const VALUES: Readonly<Record<string, string>> = {
  tenant_id: '7',
  person_id: '11',
  course_number: 'C\\\\1',
  course_name: 'a\\tb',
  provider: '\\\\N',
  version: '41',
};

const EXPECTED = COURSE_HISTORY_CELLS.map(
  (name) => ({ ...VALUES, version: '0', outcome: 'LATE' })[name] ?? '\x1e',
);

function lineOf(columns: readonly string[], values: Readonly<Record<string, string>>): string {
  return columns.map((name) => values[name] ?? '\\N').join('\t');
}

function cellsOf(record: string): string[] {
  return record.split('\x1f');
}

it('a record that never became current keeps its cells, and says so by version and outcome', () => {
  expect(cellsOf(overtakenLine(lineOf(COURSE_COLUMNS, VALUES), 'LATE'))).toEqual(EXPECTED);
});

it('whatever the order of its columns, and with those that came later named behind the others', () => {
  const columns = [
    'trainer',
    ...COURSE_COLUMNS.toReversed().filter((name) => name !== 'version'),
    'room',
    'version',
  ];
  const line = lineOf(columns, { ...VALUES, trainer: 'C=D\\tE' });
  expect(cellsOf(overtakenLine(line, 'LATE', columns))).toEqual([...EXPECTED, 'trainer=C=D\\tE']);
});
