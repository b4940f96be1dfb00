import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { importListQuery, showImport } from '../../../services/portal/web/src/api/imports.ts';
import { describeChange } from '../../../services/portal/web/src/imports-live/announcement.ts';

const RUNNING: ImportView = {
  id: 'one',
  type: 'courses',
  source: 'file',
  fileName: 'history.csv',
  initiatedBy: 'avery.admin',
  initiatedByName: null,
  language: 'en',
  status: 'In progress',
  delayed: null,
  sameFileAs: null,
  undoes: null,
  undoneBy: null,
  undoableUntil: null,
  mapping: null,
  corrects: null,
  correctedBy: null,
  total: 100,
  successes: 10,
  failures: 0,
  settings: {},
  warnings: [],
  results: null,
  lastUpdated: '2026-01-01T00:00:00.000Z',
  createdAt: '2026-01-01T00:00:00.000000Z',
  completedAt: null,
  links: {
    self: '/api/imports/one',
    events: '/api/imports/one/events',
    original: null,
    errors: null,
    results: null,
    inspection: null,
    check: null,
  },
};
const FURTHER: ImportView = { ...RUNNING, successes: 60, lastUpdated: '2026-01-01T00:00:01.000Z' };
const COMPLETE: ImportView = { ...FURTHER, status: 'Complete', successes: 100 };

/** A list that shows the import as `first`, and what it shows after `events` in this order. */
function shownAfter(first: ImportView, events: readonly ImportView[]): ImportView | undefined {
  const client = new QueryClient();
  const { queryKey } = importListQuery(client, { filters: {}, limit: 25, cursor: null });
  client.setQueryData(queryKey, { items: [first], next: null });
  for (const event of events) showImport(client, event);
  return client.getQueryData(queryKey)?.items[0];
}

it('shows an event in every list that has the import', () => {
  expect(shownAfter(RUNNING, [FURTHER])).toEqual(FURTHER);
});

it('announces what an import waits for, once', () => {
  const waits = { ...RUNNING, delayed: { since: '2026-01-01T00:00:00.000Z', by: 'clickhouse' } } as const;
  expect(describeChange(RUNNING, waits)).toBe(
    'history.csv: Delayed: the reporting database is unavailable. Nothing is lost.',
  );
  expect(describeChange(waits, waits)).toBeUndefined();
  expect(describeChange(waits, RUNNING)).toBeUndefined();
});

it('never shows counts that went back, whatever arrives late', () => {
  expect(shownAfter(RUNNING, [FURTHER, RUNNING])).toEqual(FURTHER);
  expect(shownAfter(RUNNING, [COMPLETE, FURTHER])).toEqual(COMPLETE);
});

it('shows what is checked again, though it was further before', () => {
  const ready: ImportView = { ...RUNNING, status: 'Ready to import', successes: 100 };
  const again: ImportView = {
    ...RUNNING,
    status: 'Checking',
    successes: 0,
    lastUpdated: FURTHER.lastUpdated,
  };
  expect(shownAfter(ready, [again])).toEqual(again);
  expect(shownAfter(ready, [again, ready])).toEqual(again);
  expect(shownAfter(ready, [again, RUNNING, ready])).toEqual(RUNNING);
});

it('tells a screen reader when a check has ended', () => {
  const checking: ImportView = { ...RUNNING, status: 'Checking' };
  const ready: ImportView = { ...RUNNING, status: 'Ready to import' };
  expect(describeChange(checking, ready)).toBe('history.csv: Ready to import.');
  expect(describeChange(ready, ready)).toBeUndefined();
  expect(describeChange(checking, { ...checking, successes: 60 })).toBeUndefined();
});

it('tells a screen reader of every quarter and of the end, and of nothing between', () => {
  expect(describeChange(RUNNING, { ...RUNNING, successes: 20 })).toBeUndefined();
  expect(describeChange(RUNNING, FURTHER)).toBe('history.csv: 50 percent done.');
  expect(describeChange(FURTHER, COMPLETE)).toBe('history.csv: Complete. 100 successes, 0 failures.');
  expect(describeChange(COMPLETE, COMPLETE)).toBeUndefined();
});

it('tells a screen reader what an undo took back', () => {
  const listing: ImportView = { ...RUNNING, source: 'undo', undoes: 'other', total: null, successes: 0 };
  const half: ImportView = { ...listing, total: 100, successes: 50 };
  expect(describeChange(listing, listing)).toBeUndefined();
  expect(describeChange(listing, half)).toBe('Undo of history.csv: 50 percent done.');
  const results = { restored: 60, removed: 40, stayed: 2 };
  expect(describeChange(half, { ...half, status: 'Complete', successes: 100, results })).toBe(
    'Undo of history.csv: Complete. 60 restored, 40 removed, 2 left as they are.',
  );
});
