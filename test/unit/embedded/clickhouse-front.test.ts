import { describe, expect, it } from 'vitest';
import { exceptionOf } from '../../../deploy/embedded/clickhouse/exceptions.ts';
import { insertOf, isStreamable } from '../../../deploy/embedded/clickhouse/statement.ts';

describe('an insert whose data follows in the body', () => {
  it.each([
    ['INSERT INTO t FORMAT JSONEachRow', 't', undefined, 'JSONEachRow'],
    ['insert into table lms.t (a, b_2)\n format csv', 'lms.t', ['a', 'b_2'], 'csv'],
  ])('%s', (statement, table, columns, format) => {
    expect(insertOf(statement)).toMatchObject({ table, columns, format });
  });

  it.each([
    'INSERT INTO t (* EXCEPT(n)) FORMAT JSONEachRow',
    'INSERT INTO t SELECT 1',
    'INSERT INTO t SETTINGS async_insert = 1 FORMAT CSV',
    'INSERT INTO t FORMAT CSV 1,2',
    'SELECT 1 FORMAT JSONEachRow',
  ])('is not seen in: %s', (statement) => {
    expect(insertOf(statement)).toBeUndefined();
  });
});

describe('a result that is sent as it comes', () => {
  it.each([
    ['SELECT 1 FORMAT JSONEachRow', true],
    ['WITH 1 AS x SELECT x', true],
    ['SELECT 1 FORMAT JSON', false],
    ['SELECT 1 FORMAT CSVWithNames', false],
    ['INSERT INTO t SELECT 1', false],
  ])('%s: %s', (statement, expected) => {
    expect(isStreamable(statement, { defaultFormat: 'TabSeparated' })).toBe(expected);
  });
});

describe('an error of the engine', () => {
  it.each([
    ['Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)', 60, 404],
    ['Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)', 62, 400],
    ['Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)', 516, 403],
    ['Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)', 241, 500],
  ])('%s', (message, code, status) => {
    expect(exceptionOf(new Error(message))).toEqual({ code, status, text: `${message}\n` });
  });

  it('without a number is told as an unknown exception', () => {
    expect(exceptionOf(new Error('the client went away'))).toMatchObject({ code: 1002, status: 500 });
  });
});
