import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importId, readQuery } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { decodeCursor, encodeCursor, pageOf } from '../../../services/portal/http/cursor.ts';
import { containsPattern } from '../../../services/portal/http/like.ts';
import {
  choice,
  date,
  filter,
  limit,
  moment,
  page,
  personId,
} from '../../../services/portal/http/parameters.ts';

function request(query: Record<string, unknown>, params: Record<string, string> = {}): Request {
  return { query, params } as unknown as Request;
}

/** What a client is told, or the value that was read. */
function outcome<Value>(read: () => Value): Value | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return error.problemCode;
    throw error;
  }
}

/** One parameter as it is read, or what a client is told. */
function read<Type extends z.ZodType>(value: unknown, type: Type): unknown {
  return outcome(() => Object.values(readQuery(request({ value }), z.object({ value: type })))[0]);
}

/** What a client reads of its mistake. */
function told(query: Record<string, unknown>, schema: z.ZodObject): string {
  try {
    readQuery(request(query), schema);
    return 'nothing';
  } catch (error) {
    return error instanceof Refusal ? error.message : String(error);
  }
}

describe('what a client is told', () => {
  it.each([
    ['limit must be a number from 1 to 200.', { limit: '201' }, page],
    ['limit must be a number from 1 to 200.', { limit: 'x' }, page],
    ['cursor may be given once only.', { cursor: ['a', 'b'] }, page],
    ['cursor may be given once only.', { cursor: { a: 'b' } }, page],
    ['limit must be a number from 1 to 200.', { limit: '0', cursor: ['a', 'b'] }, page],
    ['q must be text of up to 255 characters.', { q: 'a'.repeat(256) }, z.object({ q: filter })],
    ['q must be one of x, y.', { q: 'b' }, z.object({ q: choice(['x', 'y']) })],
    ['q must be a date, YYYY-MM-DD.', { q: 'b' }, z.object({ q: date })],
    [
      'q must be a date, YYYY-MM-DD, or a time such as 2024-03-01T09:30:00Z.',
      { q: 'b' },
      z.object({ q: moment('end') }),
    ],
    ['nothing', { other: ['1', '2'] }, page],
  ])('%s', (expected, query, schema) => {
    expect(told(query, schema)).toBe(expected);
  });
});

describe('limit', () => {
  it.each([
    [undefined, 50],
    ['1', 1],
    ['200', 200],
    ['0', 'invalid-parameter'],
    ['201', 'invalid-parameter'],
    ['-1', 'invalid-parameter'],
    ['1.5', 'invalid-parameter'],
    ['1e2', 'invalid-parameter'],
    ['', 'invalid-parameter'],
    ['ten', 'invalid-parameter'],
    [['1', '2'], 'invalid-parameter'],
  ])('%j reads as %j', (value, expected) => {
    expect(read(value, limit)).toBe(expected);
  });
});

describe('a filter', () => {
  it('is trimmed, and blank is none', () => {
    expect(read('  Gra ham ', filter)).toBe('Gra ham');
    expect(read('  ', filter)).toBeUndefined();
    expect(read(undefined, filter)).toBeUndefined();
    expect(read('Yildiz e\u0301', filter)).toBe('Yildiz \u00e9');
  });

  it('refuses what a database text cannot hold, and what is too long', () => {
    expect(read('a\0', filter)).toBe('invalid-parameter');
    expect(read('a'.repeat(256), filter)).toBe('invalid-parameter');
    expect(read(`  ${'a'.repeat(255)}  `, filter)).toBe('a'.repeat(255));
  });

  it('is one of its choices', () => {
    const order = choice(['asc', 'desc']);
    expect(read('asc', order)).toBe('asc');
    expect(read(' ', order)).toBeUndefined();
    expect(read('up', order)).toBe('invalid-parameter');
  });
});

describe('days and moments', () => {
  it.each(['2024-02-30', '2024-13-01', '24-01-01', '2024-1-1', 'today'])('%s is no day', (day) => {
    expect(read(day, date)).toBe('invalid-parameter');
    expect(read(day, moment('start'))).toBe('invalid-parameter');
  });

  it('a day stands for its first or its last moment in UTC', () => {
    expect(read('2024-02-29', date)).toBe('2024-02-29');
    expect(read('2024-02-29', moment('start'))).toBe(Date.UTC(2024, 1, 29) * 1_000);
    expect(read('2024-02-29', moment('end'))).toBe(Date.UTC(2024, 2, 1) * 1_000 - 1);
  });

  it('a time stands for itself, in its zone', () => {
    const start = moment('start');
    expect(read('2024-03-01T09:30:00+02:00', start)).toBe(Date.UTC(2024, 2, 1, 7, 30) * 1_000);
    expect(read('2024-03-01t09:30z', start)).toBe(Date.UTC(2024, 2, 1, 9, 30) * 1_000);
    expect(read('2024-03-01T09:30:00.123456789Z', moment('end'))).toBe(
      (Date.UTC(2024, 2, 1, 9, 30, 0, 123) + 1) * 1_000 - 1,
    );
    for (const time of [
      '2024-02-30T09:30:00Z',
      '2024-03-01T25:00:00Z',
      '2024-03-01T09:30:00',
      '2024-03-01 09:30Z',
    ])
      expect(read(time, start)).toBe('invalid-parameter');
  });
});

describe('ids in paths', () => {
  it.each(['', 'x', '1', "' OR 1=1", '0190f3a2-0000-7000-8000-00000000000g'])('%j is no import', (id) => {
    expect(outcome(() => importId(request({}, { id })))).toBe('not-found');
  });

  it.each(['', '0', '-1', '01', '1e3', '9007199254740993', 'x'])('%j is no person', (id) => {
    expect(outcome(() => personId(request({}, { id })))).toBe('not-found');
  });

  it('are read', () => {
    expect(importId(request({}, { id: '0190F3A2-0000-7000-8000-000000000000' }))).toBe(
      '0190f3a2-0000-7000-8000-000000000000',
    );
    expect(personId(request({}, { id: '42' }))).toBe(42);
  });
});

describe('a cursor', () => {
  const key = z.tuple([z.string(), z.int()]);

  it('comes back as it went', () => {
    expect(decodeCursor('people', key, encodeCursor('people', ['Yıldız', 7]))).toEqual(['Yıldız', 7]);
  });

  it.each([
    ['another list', encodeCursor('imports', ['a', 7])],
    ['another shape', encodeCursor('people', ['a', 'b'])],
    ['more than the key', encodeCursor('people', ['a', 7, 8])],
    ['a text with NUL', encodeCursor('people', ['a\0', 7])],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no array', Buffer.from('{"0":"people"}').toString('base64url')],
    ['nothing', ''],
    ['garbage', '%%%'],
  ])('is refused when it is of %s', (_what, cursor) => {
    expect(outcome(() => decodeCursor('people', key, cursor))).toBe('invalid-parameter');
  });
});

describe('a page', () => {
  it('has a next one only when a row more was found', () => {
    expect(pageOf([1, 2, 3], 2, String)).toEqual({ items: [1, 2], next: '2' });
    expect(pageOf([1, 2], 2, String)).toEqual({ items: [1, 2], next: null });
    expect(pageOf([], 2, String)).toEqual({ items: [], next: null });
  });
});

describe('a search pattern', () => {
  it('takes wildcards as written', () => {
    expect(containsPattern('50%_\\')).toBe('%50\\%\\_\\\\%');
  });
});
