import { expect, it } from 'vitest';
import { overtakenLine } from '../../../services/transcript-writer/write/course-history.ts';

it('a record that never became current keeps its cells, and says so by version and outcome', () => {
  const line = ['7', '11', 'C\\\\1', 'a\\tb', 'OJT', '\\N', '2020-02-29', '\\\\N', '\\N', '41'].join('\t');
  expect(overtakenLine(line, 'LATE').split('\x1f')).toEqual([
    ...['7', '11', 'C\\\\1', 'a\\tb', 'OJT', '\x1e', '2020-02-29', '\\\\N', '\x1e'],
    '0',
    'LATE',
  ]);
});
