import { describe, expect, it } from 'vitest';
import { COURSE_HISTORY_CELLS } from '#shared/clickhouse/mirror-columns.ts';
import { textCell, unescapeCell } from '#shared/clickhouse/tab-separated.ts';
import {
  type EarlierRecord,
  historyLines,
  type KnownState,
  parseEarlierRecord,
} from '#shared/history/earlier-lines.ts';

const NOW = new Date('2026-11-30T12:00:00Z');

function record(
  outcome: EarlierRecord['outcome'],
  importId: string | null,
  time: number,
  more: object = {},
): EarlierRecord {
  return {
    ...{ tenantId: 1, personId: 2, courseNumber: 'C', outcome, importId },
    position: { timeUs: time, source: 0, number: 1 },
    values: { version: outcome === 'REPLACED' ? String(time) : '0' },
    ...more,
  };
}

function state(importId: string | null, time: number, stood = true): KnownState {
  return {
    ...{ tenantId: 1, personId: 2, courseNumber: 'C', importId, stood },
    position: { timeUs: time, source: 0, number: 1 },
  };
}

const told = (lines: ReturnType<typeof historyLines>) =>
  lines.map(({ outcome, replaced_by, written_at, version }) => [outcome, replaced_by, written_at, version]);

describe('a record of the past of an earlier version', () => {
  it('is taken apart by place, and what came later by name', () => {
    const cells = COURSE_HISTORY_CELLS.map((name) =>
      name === 'outcome'
        ? 'LATE'
        : name === 'notes'
          ? 'a=b\tc\\'
          : name.startsWith('position')
            ? '7'
            : '\x1e',
    );
    const text = [...cells, 'trainer=not kept'].join('\x1f');
    const found = parseEarlierRecord(unescapeCell(textCell(text)));
    expect(found).toMatchObject({
      outcome: 'LATE',
      importId: null,
      position: { timeUs: 7, source: 7, number: 7 },
    });
    expect(found.values['notes']).toBe('a=b\tc\\');
    // No column of this version.
    expect(found.values).not.toHaveProperty('trainer');
  });

  it.each(['', 'no record', COURSE_HISTORY_CELLS.join('\x1f')])('that is none is refused: %j', (text) => {
    expect(() => parseEarlierRecord(text)).toThrow(expect.objectContaining({ code: 'undecodable' }));
  });
});

describe('lines of the history from such records', () => {
  it('say what replaced a record: the next higher state that was current', () => {
    const lines = historyLines(
      [record('REPLACED', 'a', 1_000), record('LATE', 'b', 2_000), record('REPLACED', 'c', 3_000)],
      [state('d', 4_000)],
      NOW,
    );
    expect(told(lines)).toEqual([
      ['replaced', 'c', '1970-01-01T00:00:00.003Z', 1_000],
      ['overtaken', 'c', '1970-01-01T00:00:00.003Z', 2_001],
      ['replaced', 'd', '1970-01-01T00:00:00.004Z', 3_000],
    ]);
  });

  it('leave out what PostgreSQL has, and what comes twice', () => {
    const twice = record('REPLACED', 'a', 1_000);
    expect(historyLines([twice, twice], [state('b', 2_000)], NOW)).toHaveLength(1);
    expect(historyLines([twice], [state('a', 1_000), state('b', 2_000)], NOW)).toEqual([]);
    expect(historyLines([twice], [state('a', 1_000, false)], NOW)).toEqual([]);
  });

  it('leave out what a file itself wrote over, and nothing that other imports or feeds did', () => {
    const inFeed = { position: { timeUs: 1_000, source: 3, number: 1 } };
    const next = [state('a', 2_000)];
    expect(historyLines([record('REPLACED', 'a', 1_000)], next, NOW)).toEqual([]);
    expect(historyLines([record('SUPERSEDED', 'a', 1_000)], next, NOW)).toEqual([]);
    expect(historyLines([record('SUPERSEDED', 'a', 1_000, inFeed)], next, NOW)).toHaveLength(1);
    expect(historyLines([record('REPLACED', 'a', 1_000, inFeed)], next, NOW)).toHaveLength(1);
    expect(told(historyLines([record('SUPERSEDED', 'b', 1_000)], next, NOW))).toEqual([
      ['overtaken', 'a', '1970-01-01T00:00:00.002Z', 1_001],
    ]);
    // Of before imports had ids nobody knows that two are the same.
    expect(historyLines([record('REPLACED', null, 1_000)], [state(null, 2_000)], NOW)).toHaveLength(1);
  });

  it('were not written in the future, whatever a clock said', () => {
    const ahead = (NOW.getTime() + 60_000) * 1_000;
    expect(historyLines([record('REPLACED', 'a', 1_000)], [state('b', ahead)], NOW)[0]?.['written_at']).toBe(
      NOW.toISOString(),
    );
  });
});
