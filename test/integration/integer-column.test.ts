import { expect, it } from 'vitest';
import { calendarDate } from '../../services/shared/records/calendar-date.ts';
import { dayColumn, integerColumn } from '../../services/transcript-writer/write/integer-column.ts';
import { sql } from '../support/product.ts';

const same = (value: number | null) => value;

it.each(['int', 'bigint'] as const)('numbers arrive in PostgreSQL as they are, as %s', async (type) => {
  const border = type === 'int' ? 2 ** 31 : 2 ** 53;
  const numbers = [0, null, 1, -1, 255, 256, 65_536, -65_537, border - 1, 1 - border, null];
  if (type === 'bigint') numbers.push(2 ** 31, 2 ** 32, 2 ** 32 - 1, -(2 ** 32), 2 ** 40 + 7);
  const column = integerColumn(numbers, type, same);
  const rows = await sql<{ number: string | null }>(`SELECT unnest($1::${type}[])::text AS number`, [column]);
  expect(rows.map(({ number }) => (number === null ? null : Number(number)))).toEqual(numbers);
});

it.each([2 ** 31, -(2 ** 31) - 1])('refuses %d, which no int can hold', (number) => {
  expect(() => integerColumn([number], 'int', same)).toThrow(RangeError);
});

it('days arrive as the numbers of their days', async () => {
  const dates = ['1970-01-01', null, '1969-12-31', '2024-02-29', '9999-12-31', '1900-01-01'];
  const rows = await sql<{ date: string | null }>(
    "SELECT (date '1970-01-01' + day)::text AS date FROM (SELECT unnest($1::int[]) AS day) AS days",
    [dayColumn(dates, (date) => (date === null ? null : calendarDate(date)))],
  );
  expect(rows.map(({ date }) => date)).toEqual(dates);
});
