import { describe, expect, test } from 'vitest';
import { type Column, RECORD_TYPES, type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { type Fields, readPlain, TODAY, toCells, validate, validated } from './support.ts';

/** A rule of a column: values at its limit, which are taken, and one beyond it, which fails for this reason alone. */
interface Rule {
  readonly code: string;
  readonly taken: readonly Fields[];
  readonly refused: Fields;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

function dayAfter(date: string, days = 1): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Every rule that schemas/csv sets for a column, with values made for it. */
function rulesOf(type: RecordType, column: Column): Rule[] {
  const { field, format, required, limits } = column;
  const one = (value: string | null): Fields => ({ [field]: value });
  const rules: Rule[] = [
    { code: 'control-character', taken: [], refused: one('x\0') },
    { code: 'invalid-character', taken: [], refused: one('x\ufffd') },
  ];
  if (required) rules.push({ code: 'required', taken: [], refused: one('') });
  if (column.requiredWithout !== undefined) rules.push(userRule(column.requiredWithout, field));
  if (limits.maxLength !== undefined)
    rules.push({
      code: 'too-long',
      taken: [one('x'.repeat(limits.maxLength))],
      refused: one('x'.repeat(limits.maxLength + 1)),
    });
  if (limits.allowed !== undefined)
    rules.push({
      code: 'unknown-course-type',
      taken: limits.allowed.map(({ value }) => one(value)),
      refused: one('Webinar'),
    });
  if (format === 'decimal' || format === 'integer') rules.push(...numberRules(column, one));
  if (format === 'date') rules.push(...dateRules(type, column));
  return rules;
}

function userRule(field: string, other: string): Rule {
  return {
    code: 'user-required',
    taken: [{ [field]: null, [other]: 'x' }],
    refused: { [field]: null, [other]: null },
  };
}

function numberRules(
  { format, limits: { min = 0, max = 0, decimals = 0 } }: Column,
  one: (value: string) => Fields,
): Rule[] {
  const [least, most] = [one(String(min)), one(String(max))];
  return [
    { code: 'invalid-number', taken: [least], refused: one('1x') },
    { code: 'number-out-of-range', taken: [least, most], refused: one(String(max + 1)) },
    ...(format === 'integer'
      ? []
      : [
          {
            code: 'too-many-decimals',
            taken: [one(`1.${'1'.repeat(decimals)}`)],
            refused: one(`1.${'1'.repeat(decimals + 1)}`),
          },
        ]),
  ];
}

function dateRules(type: RecordType, { field, limits }: Column): Rule[] {
  const { earliest = '', notAfter, notBefore, notAfterToday } = limits;
  const word = (of: string): string => of.replace(/Date$/, '');
  const other = notAfter ?? notBefore;
  const written = (date: string, otherDate = date): Fields => ({
    [field]: date,
    ...(other === undefined ? {} : { [other]: otherDate }),
  });
  const rules: Rule[] = [
    { code: 'invalid-date', taken: [written('2020-02-29')], refused: written('2021-02-29', '2020-02-29') },
    {
      code: 'date-too-early',
      taken: [written(earliest)],
      refused: written(dayAfter(earliest, -1), earliest),
    },
  ];
  if (notAfterToday === true)
    rules.push({ code: 'date-in-future', taken: [written(TODAY)], refused: written(dayAfter(TODAY)) });
  if (other !== undefined)
    rules.push({
      code: `${word(field)}-${notAfter === undefined ? 'before' : 'after'}-${word(other)}`,
      taken: [written('2020-02-29')],
      refused: written(dayAfter('2020-02-29', notAfter === undefined ? -1 : 1), '2020-02-29'),
    });
  // A later row of the table may name this date too, whose value must not get in the way.
  const named = recordSchema(type).columns.filter(
    (column) => column.limits.notAfter === field || column.limits.notBefore === field,
  );
  const alone = (fields: Fields): Fields => ({
    ...Object.fromEntries(named.map((column) => [column.field, null])),
    ...fields,
  });
  return rules.map((rule) => ({
    ...rule,
    taken: rule.taken.map(alone),
    refused: alone(rule.refused),
  }));
}

const CASES = RECORD_TYPES.flatMap((type) =>
  recordSchema(type).columns.flatMap((column) =>
    rulesOf(type, column).map((rule) => [type, column.field, rule.code, rule] as const),
  ),
);

describe('each rule holds for records that are read as bytes and for those that are read as strings', () => {
  test.each(CASES)('%s: %s, %s', (type, _field, code, { taken, refused }) => {
    for (const fields of taken) {
      const cells = toCells(type, fields);
      expect(validated(type, cells, 'YYYY-MM-DD')).toBeDefined();
      expect(readPlain(type, cells, 'YYYY-MM-DD')).toEqual(validated(type, cells, 'YYYY-MM-DD'));
    }
    expect(readPlain(type, toCells(type, refused), 'YYYY-MM-DD')).toBeUndefined();
    expect(validate(type, refused).reasons?.map((reason) => reason.code)).toEqual([code]);
  });

  test('every code about a value or a user that can be told from the record alone is among them', () => {
    expect([...new Set(CASES.map(([, , code]) => code))].sort()).toEqual([
      'control-character',
      'date-in-future',
      'date-too-early',
      'expiration-before-issue',
      'invalid-character',
      'invalid-date',
      'invalid-number',
      'number-out-of-range',
      'required',
      'start-after-completion',
      'too-long',
      'too-many-decimals',
      'unknown-course-type',
      'user-required',
    ]);
  });
});
