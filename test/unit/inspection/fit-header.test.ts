import { describe, expect, it } from 'vitest';
import type { ColumnChoices } from '#shared/csv/header.ts';
import { fitHeader } from '#shared/csv/inspection/fit-header.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { textsOf } from '#shared/texts/texts-of.ts';

const COURSES = ['Username', 'Course Number', 'Course Name', 'Course Type', 'Completion Date'];
const CERTIFICATIONS = ['Username', 'Certification Name', 'Issue Date'];

function fitted(cells: readonly string[], type: RecordType | undefined, choices: ColumnChoices) {
  return fitHeader(cells, { type, choices, texts: textsOf('en') });
}

describe('the type of a file that is checked', () => {
  it.each([
    [COURSES, 'courses'],
    [CERTIFICATIONS, 'certifications'],
  ] as const)('is the one whose columns the header has: %s', (cells, type) => {
    const { mapping, questions } = fitted(cells, undefined, {});
    expect(mapping.type).toBe(type);
    expect(questions).toEqual([]);
  });

  it('is, where the header fits none, the one that it is most likely meant for', () => {
    const { mapping, questions } = fitted(CERTIFICATIONS.slice(1), undefined, {});
    expect(mapping.type).toBe('certifications');
    expect(questions).toMatchObject([{ code: 'missing-column', columns: ['Username', 'Employee ID'] }]);
  });

  it('is asked for where titles do not say it', () => {
    const { questions } = fitted(['Username', 'A'], undefined, {});
    expect(questions).toMatchObject([
      { code: 'unknown-type', answers: [{ value: 'courses' }, { value: 'certifications' }] },
    ]);
  });

  it('is the chosen one, whatever the header says', () => {
    const { mapping, questions } = fitted(CERTIFICATIONS, 'courses', {});
    expect(mapping.type).toBe('courses');
    expect(questions).toMatchObject([{ code: 'missing-column' }]);
  });
});

describe('a header that does not fit', () => {
  it('is read as far as it does', () => {
    const { mapping } = fitted(['Login', 'Course Number'], 'courses', {});
    expect(mapping.indexes.filter((index) => index !== -1)).toEqual([1]);
  });

  it('with a column twice is a question that names it', () => {
    const { questions } = fitted([...COURSES, 'Course Name'], undefined, {});
    expect(questions).toMatchObject([{ code: 'duplicate-column', columns: ['Course Name'], row: 0 }]);
  });

  it('fits by what was chosen', () => {
    const cells = ['Login', ...COURSES.slice(1)];
    expect(fitted(cells, undefined, { columns: { Login: 'username' } }).questions).toEqual([]);
    expect(fitted(cells, undefined, { columns: { Nobody: 'username' } }).questions).toMatchObject([
      { code: 'missing-column' },
    ]);
  });
});
