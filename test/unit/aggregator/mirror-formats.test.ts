import { expect, it } from 'vitest';
import { CERTIFICATION_COLUMNS, COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import type { MirrorRows, TranscriptChange } from '#shared/kafka/avro/messages.ts';
import { withNamedColumns } from '../../../services/aggregator/consume/mirror-formats.ts';
import { transcriptRows } from '../../../services/aggregator/flush/mirror-transcripts.ts';
import { mirrorRows, NO_ROWS } from '../../support/mirror-rows.ts';

const CHANGE: TranscriptChange = {
  ...{ sourceTopic: 't', sourcePartition: 0, nextOffset: 1, timeline: 0, sequence: 1 },
  ...{ part: 0, parts: 1, errors: 0, counts: [] },
  ...{ courseRecords: NO_ROWS, pastCourses: NO_ROWS, certificationRecords: NO_ROWS },
};

function courses(rows: Partial<MirrorRows>): TranscriptChange {
  return { ...CHANGE, courseRecords: { ...mirrorRows(['tenant_id', 'person_id'], ['1\t2']), ...rows } };
}

it('rows of format 1 get the names of the columns that they had', () => {
  const old = { ...NO_ROWS, format: 1 };
  const named = withNamedColumns({
    ...CHANGE,
    ...{ courseRecords: old, pastCourses: old, certificationRecords: old },
  });
  // Those of today, as long as no column was added; from then on this list stays as it is.
  expect(named.courseRecords.columns.filter((name) => !COURSE_COLUMNS.includes(name))).toEqual([]);
  expect(named.courseRecords.columns).toHaveLength(20);
  expect(named.pastCourses.columns).toEqual(['record']);
  expect(named.certificationRecords.columns.filter((name) => !CERTIFICATION_COLUMNS.includes(name))).toEqual(
    [],
  );
  expect(named.certificationRecords.columns).toHaveLength(12);
});

it('rows that name their columns keep them, in whatever order', () => {
  const change = courses({ columns: ['version', 'tenant_id'] });
  expect(withNamedColumns(change)).toEqual(change);
  expect(withNamedColumns(CHANGE)).toEqual(CHANGE);
});

it.each<[string, Partial<MirrorRows>, RegExp]>([
  ['of a newer format', { format: 3 }, /format 3.*upgrade aggregator before transcript-writer/],
  ['without names', { columns: [] }, /does not name the columns/],
  ['with a name that is none', { columns: ['version) SELECT 1 --'] }, /does not name the columns/],
])('rows %s are not read', (_, rows, message) => {
  expect(() => withNamedColumns(courses(rows))).toThrow(
    expect.objectContaining({ code: 'undecodable', message: expect.stringMatching(message) }),
  );
});

it('packs of a table are inserted together only where they have the same columns', () => {
  const [one, other, third] = [
    mirrorRows(['a', 'b'], ['1\t2']),
    mirrorRows(['b', 'a'], ['2\t1']),
    mirrorRows(['a', 'b'], ['3\t4']),
  ];
  const batch = { courses: [one, other, third], history: [], certifications: [] };
  expect(transcriptRows(batch as unknown as Parameters<typeof transcriptRows>[0])).toEqual([
    { table: 'course_records', columns: ['a', 'b'], packs: [one, third] },
    { table: 'course_records', columns: ['b', 'a'], packs: [other] },
  ]);
});
