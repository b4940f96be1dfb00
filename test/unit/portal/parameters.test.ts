import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Refusal } from '#shared/http/refusal.ts';
import { decodeCursor, encodeCursor, pageOf } from '../../../services/portal/http/cursor.ts';
import { containsPattern } from '../../../services/portal/http/like.ts';
import {
  choiceParameter,
  dateParameter,
  filterParameter,
  importId,
  limitParameter,
  momentParameter,
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
  ])('%j reads as %j', (limit, expected) => {
    expect(outcome(() => limitParameter(request({ limit })))).toBe(expected);
  });
});

describe('a filter', () => {
  it('is trimmed, and blank is none', () => {
    expect(filterParameter(request({ search: '  Gra ham ' }), 'search')).toBe('Gra ham');
    expect(filterParameter(request({ search: '  ' }), 'search')).toBeUndefined();
  });

  it('refuses what a database text cannot hold, and what is too long', () => {
    expect(outcome(() => filterParameter(request({ search: 'a\0' }), 'search'))).toBe('invalid-parameter');
    expect(outcome(() => filterParameter(request({ search: 'a'.repeat(256) }), 'search'))).toBe(
      'invalid-parameter',
    );
  });

  it('is one of its choices', () => {
    expect(choiceParameter(request({ order: 'asc' }), 'order', ['asc', 'desc'])).toBe('asc');
    expect(outcome(() => choiceParameter(request({ order: 'up' }), 'order', ['asc', 'desc']))).toBe(
      'invalid-parameter',
    );
  });
});

describe('days and moments', () => {
  it.each(['2024-02-30', '2024-13-01', '24-01-01', '2024-1-1', 'today'])('%s is no day', (day) => {
    expect(outcome(() => dateParameter(request({ day }), 'day'))).toBe('invalid-parameter');
    expect(outcome(() => momentParameter(request({ day }), 'day', 'start'))).toBe('invalid-parameter');
  });

  it('a day stands for its first or its last moment in UTC', () => {
    const read = (edge: 'start' | 'end') => momentParameter(request({ t: '2024-02-29' }), 't', edge);
    expect(read('start')).toBe(Date.UTC(2024, 1, 29) * 1_000);
    expect(read('end')).toBe(Date.UTC(2024, 2, 1) * 1_000 - 1);
  });

  it('a time stands for itself, in its zone', () => {
    const at = momentParameter(request({ t: '2024-03-01T09:30:00+02:00' }), 't', 'start');
    expect(at).toBe(Date.UTC(2024, 2, 1, 7, 30) * 1_000);
    expect(outcome(() => momentParameter(request({ t: '2024-02-30T09:30:00Z' }), 't', 'start'))).toBe(
      'invalid-parameter',
    );
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
