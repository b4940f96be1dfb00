import { expect, it } from 'vitest';
import type { ImportView } from '../../../services/portal/web/src/api/types.ts';
import { describeResults } from '../../../services/portal/web/src/components/result-texts.ts';
import {
  describeRefusal,
  describeUndo,
} from '../../../services/portal/web/src/pages/import/undo/undo-texts.ts';

const IMPORT: ImportView = {
  id: 'one',
  type: 'courses',
  source: 'file',
  fileName: 'history.csv',
  initiatedBy: 'avery.admin',
  initiatedByName: null,
  language: 'en',
  status: 'Complete but with errors',
  delayed: null,
  sameFileAs: null,
  mapping: null,
  corrects: null,
  correctedBy: null,
  undoes: null,
  undoneBy: null,
  results: { added: 640, overwritten: 240, unchanged: 300, superseded: 20, kept: 0 },
  undoableUntil: '2026-04-01T00:00:00.000Z',
  total: 1_220,
  successes: 1_200,
  failures: 20,
  settings: {},
  warnings: [],
  lastUpdated: '2026-01-01T00:00:00.000Z',
  createdAt: '2026-01-01T00:00:00.000000Z',
  completedAt: '2026-01-01T00:00:00.000Z',
  links: {
    self: '/api/imports/one',
    events: '/api/imports/one/events',
    original: null,
    errors: null,
    inspection: null,
    check: null,
    results: '/api/imports/one/results',
  },
};

it.each<[string, Partial<ImportView>]>([
  ['640 new, 240 overwritten, 300 unchanged, 20 replaced by a later row, 20 failed', {}],
  [
    '10 new, 2 failed, 1,207 not applied',
    { status: 'Cancelled', results: { added: 10 }, successes: 10, failures: 2, unknown: 1 },
  ],
  ['3 left out as older than the record', { results: { kept: 3 }, failures: 0 }],
  [
    '7 restored, 2 removed, 1 left as they are',
    { source: 'undo', results: { restored: 7, removed: 2, stayed: 1 }, failures: 0 },
  ],
  [
    'There was nothing to take back',
    { source: 'undo', results: { restored: 0, removed: 0, stayed: 0 }, failures: 0 },
  ],
])('%s', (sentence, item) => {
  expect(describeResults({ ...IMPORT, ...item })).toBe(sentence);
});

it('says what an undo will do, by what there is to do', () => {
  expect(describeUndo({ restored: 1, removed: 1_200, stayed: 2 }, 'courses')).toEqual([
    '1 record gets back what it had before.',
    '1,200 records are removed, since there was none before.',
    '2 records stay as they are, since a later import has changed them.',
  ]);
  expect(describeUndo({ restored: 0, removed: 2, stayed: 0 }, 'certifications')).toEqual([
    '2 records are removed.',
  ]);
  expect(describeUndo({ restored: 0, removed: 0, stayed: 0 }, 'courses')).toEqual([
    'No record is as this import wrote it, so none changes.',
  ]);
});

it('says why something cannot be undone', () => {
  const why = (refusal: string, source: ImportView['source'] = 'file') =>
    describeRefusal({ source }, { refusal, until: '2026-04-01T12:00:00.000Z' });
  expect(why('undo-period-over')).toContain('until Apr 1, 2026');
  expect(why('already-undone')).toBe('This import has been undone already.');
  expect(why('not-undoable', 'feed')).toContain('one by one');
  expect(why('unheard-of')).toBe('This import cannot be undone.');
});
