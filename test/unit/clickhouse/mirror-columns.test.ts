import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  CERTIFICATION_COLUMNS,
  COURSE_COLUMNS,
  COURSE_HISTORY_CELLS,
  EARLIER_HISTORY_COLUMNS,
  HISTORY_COLUMNS,
} from '#shared/clickhouse/mirror-columns.ts';

const folder = new URL('../../../schemas/clickhouse/', import.meta.url);
const statements = readdirSync(folder)
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');

/** The columns of a table in their order, without the one that only a deletion sets. */
function columnsOf(table: string): string[] {
  const body =
    new RegExp(`CREATE TABLE IF NOT EXISTS ${table} \\((.*?)\\n\\)`, 's').exec(statements)?.[1] ?? '';
  const names = [...body.matchAll(/^ {2}([a-z_]+) /gm)].map(([, name]) => name ?? '');
  return names.filter((name) => name !== 'is_deleted');
}

it.each([
  ['course_records', COURSE_COLUMNS],
  ['certification_records', CERTIFICATION_COLUMNS],
])('lines for %s have its columns', (table, columns) => {
  expect(columns.toSorted()).toEqual(columnsOf(table).toSorted());
});

it('lines for course_history have its columns, but for the text that earlier versions write', () => {
  expect(['record', ...HISTORY_COLUMNS].toSorted()).toEqual(
    columnsOf('course_history_before_0010').toSorted(),
  );
});

it('a record of course_history has its cells where its columns look for them', () => {
  const [, body = ''] =
    /CREATE TABLE IF NOT EXISTS course_history_as_text \((.*?)\n\)/s.exec(statements) ?? [];
  const places = [...body.matchAll(/^ {2}([a-z_]+) .*\[(\d+)\]/gm)].map(([, name, place]) => [
    name,
    Number(place),
  ]);
  expect(places).toEqual(COURSE_HISTORY_CELLS.map((name, index) => [name, index + 1]));
  expect(/^ {2}([a-z_]+) /m.exec(body)?.[1]).toBe(EARLIER_HISTORY_COLUMNS[0]);
});
