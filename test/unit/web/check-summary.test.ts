import { expect, it } from 'vitest';
import type { CheckView } from '../../../services/portal/web/src/api/types.ts';
import { describeCheck } from '../../../services/portal/web/src/pages/import/check/check-summary.ts';

const NOTHING: CheckView = {
  status: 'Ready to import',
  rows: 0,
  added: 0,
  overwritten: 0,
  unchanged: 0,
  superseded: 0,
  kept: 0,
  failed: 0,
  waiting: 0,
  people: 0,
  losesValues: 0,
  replacesNewer: 0,
  changedSince: 0,
  reasons: [],
  samples: [],
  questions: [],
};

it.each<[string, Partial<CheckView>]>([
  [
    '1,200 rows: 640 new, 240 overwrite (12 are newer than the file’s, 80 lose a value), 300 unchanged, 20 fail',
    {
      rows: 1_200,
      added: 640,
      overwritten: 240,
      replacesNewer: 12,
      losesValues: 80,
      unchanged: 300,
      failed: 20,
    },
  ],
  ['1 row: 1 fails', { rows: 1, failed: 1 }],
  [
    '3 rows: 1 overwrite (1 loses a value), 1 overtaken by a later row of the file, 1 left out as older than the record',
    { rows: 3, overwritten: 1, losesValues: 1, superseded: 1, kept: 1 },
  ],
])('%s', (sentence, check) => {
  expect(describeCheck({ ...NOTHING, ...check })).toBe(sentence);
});
