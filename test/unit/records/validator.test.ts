import { describe, expect, test } from 'vitest';
import { joinReasons, type Reason } from '#shared/csv/reason.ts';
import { inColumnOrder } from '../../../services/transcript-writer/validate/column-order.ts';
import { recordValidator } from '../../../services/transcript-writer/validate/record-validator.ts';
import {
  userMismatch,
  userNotFound,
  userRequired,
} from '../../../services/transcript-writer/validate/user-reasons.ts';
import { readValue, reasonsOf, TODAY, validate } from './support.ts';

const OPTIONS = { dateFormat: 'YYYY-MM-DD', today: TODAY } as const;

describe('a valid course', () => {
  test('with every field', () => {
    const fields = [
      ' Cameron.Graham',
      'E1 ',
      'C-1',
      'Safety',
      'vilt',
      '2024-01-01',
      '2024-01-02',
      '92.50',
      '060',
      '07',
      'I',
      'P',
      'L',
      'N',
    ];
    expect(recordValidator('courses', OPTIONS)(fields)).toEqual({
      value: {
        username: 'Cameron.Graham',
        usernameFolded: 'cameron.graham',
        employeeId: 'E1',
        values: [
          ...['Cameron.Graham', 'E1', 'C-1', 'Safety', 'VILT', '2024-01-01', '2024-01-02'],
          ...['92.5', '60', '7', 'I', 'P', 'L', 'N'],
        ],
      },
      reasons: undefined,
    });
  });

  test('with nothing but what is required', () => {
    const fields = [
      null,
      'E1',
      'C-1',
      'Safety',
      'OJT',
      '',
      '2024-01-02',
      null,
      null,
      null,
      ' ',
      null,
      null,
      undefined,
    ];
    expect(recordValidator('courses', OPTIONS)(fields)).toEqual({
      value: {
        username: null,
        usernameFolded: null,
        employeeId: 'E1',
        values: [
          ...[null, 'E1', 'C-1', 'Safety', 'OJT', null, '2024-01-02'],
          ...[null, null, null, null, null, null, null],
        ],
      },
      reasons: undefined,
    });
  });
});

describe('a valid certification', () => {
  test('with every field', () => {
    const fields = ['É.Mile', '', 'First Aid', 'N-1', 'Red Cross', '2024-01-02', '2026-01-02', 'N'];
    expect(recordValidator('certifications', OPTIONS)(fields)).toEqual({
      value: {
        username: 'É.Mile',
        usernameFolded: 'é.mile',
        employeeId: null,
        values: ['É.Mile', null, 'First Aid', 'N-1', 'Red Cross', '2024-01-02', '2026-01-02', 'N'],
      },
      reasons: undefined,
    });
  });
});

describe('what is required', () => {
  test.each([
    ['courses', 'courseNumber', 'Course Number'],
    ['courses', 'courseName', 'Course Name'],
    ['courses', 'courseType', 'Course Type'],
    ['courses', 'completionDate', 'Completion Date'],
    ['certifications', 'certificationName', 'Certification Name'],
    ['certifications', 'issueDate', 'Issue Date'],
  ] as const)('%s: %s', (type, field, title) => {
    for (const blank of [null, undefined, '', ' \u00a0']) {
      expect(reasonsOf(type, { [field]: blank })).toEqual([
        ['required', [title], `${title} is blank; fill it in`],
      ]);
    }
  });

  test.each(['courses', 'certifications'] as const)('%s: a username or an employee id', (type) => {
    expect(reasonsOf(type, { username: 'u', employeeId: null })).toEqual([]);
    expect(reasonsOf(type, { username: ' ', employeeId: 'e' })).toEqual([]);
    expect(reasonsOf(type, { username: 'u', employeeId: 'e' })).toEqual([]);
    expect(reasonsOf(type, { username: ' ', employeeId: '' })).toEqual([
      [
        'user-required',
        ['Username', 'Employee ID'],
        'Username and Employee ID are both blank; fill in one of them',
      ],
    ]);
  });

  test('a user column that cannot be read is not blank', () => {
    expect(reasonsOf('courses', { username: 'x'.repeat(101) }).map(([code]) => code)).toEqual(['too-long']);
  });
});

describe('the course type', () => {
  test.each([
    ['Task', 'Task'],
    ['task', 'Task'],
    ['TASK', 'Task'],
    ['ojt', 'OJT'],
    ['Vilt', 'VILT'],
    [' olt ', 'OLT'],
    ['iLt', 'ILT'],
  ])('%j is stored as %s', (raw, expected) => {
    expect(readValue('courses', 'courseType', raw)).toBe(expected);
  });

  test.each(['Course', 'Classroom', 'Instructor-Led', 'O JT', 'constructor'])('%j is none', (raw) => {
    expect(reasonsOf('courses', { courseType: raw })).toEqual([
      [
        'unknown-course-type',
        ['Course Type'],
        `Course Type "${raw}" is not a course type; use one of Task, OJT, VILT, OLT, ILT`,
      ],
    ]);
  });
});

describe('a record that fails', () => {
  test('tells every reason of a course in column order, and the user', () => {
    const long = 'x'.repeat(256);
    const fields = [
      'A',
      '\0',
      '',
      '',
      'x',
      '2024-04-02',
      '2024-04-01',
      '101',
      'x',
      '-1',
      long,
      long,
      long,
      '\ufffd',
    ];
    const { value, reasons, ...rest } = recordValidator('courses', OPTIONS)(fields);
    expect(value).toBeUndefined();
    expect(rest).toEqual({ user: { username: 'A', usernameFolded: 'a', employeeId: null } });
    expect(reasons?.map(({ code, columns }) => [code, columns[0]])).toEqual([
      ['control-character', 'Employee ID'],
      ['required', 'Course Number'],
      ['required', 'Course Name'],
      ['unknown-course-type', 'Course Type'],
      ['start-after-completion', 'Start Date'],
      ['date-in-future', 'Completion Date'],
      ['number-out-of-range', 'Score'],
      ['invalid-number', 'Duration Minutes'],
      ['invalid-number', 'Credits'],
      ['too-long', 'Instructor'],
      ['too-long', 'Provider'],
      ['too-long', 'Location'],
      ['invalid-character', 'Notes'],
    ]);
  });

  test('tells every reason of a certification in column order, and the user', () => {
    const fields = ['', '', '', 'x'.repeat(101), '\0', '2024-03-02', '2024-03-01', '\0'];
    const { value, reasons, ...rest } = recordValidator('certifications', OPTIONS)(fields);
    expect(value).toBeUndefined();
    expect(rest).toEqual({ user: { username: null, usernameFolded: null, employeeId: null } });
    expect(reasons?.map(({ code, columns }) => [code, columns])).toEqual([
      ['user-required', ['Username', 'Employee ID']],
      ['required', ['Certification Name']],
      ['too-long', ['Certification Number']],
      ['control-character', ['Issuing Organization']],
      ['date-in-future', ['Issue Date']],
      ['expiration-before-issue', ['Issue Date', 'Expiration Date']],
      ['control-character', ['Notes']],
    ]);
  });

  test('has its reasons joined for the error file', () => {
    const { reasons } = validate('courses', { courseName: '', score: '101' });
    expect(joinReasons(reasons ?? [])).toBe(
      'Course Name is blank; fill it in; Score "101" is out of range; use 0 to 100',
    );
  });

  test('does not change the next one', () => {
    const validator = recordValidator('certifications', OPTIONS);
    const valid = ['u', null, 'n', null, null, '2024-01-01', null, null];
    const before = validator(valid);
    validator(['', '', '', '', '', '', '', '']);
    expect(validator(valid)).toEqual(before);
  });
});

describe('users', () => {
  test.each<[string, Reason, string, string[], string]>([
    [
      'not found by username',
      userNotFound({ username: 'x' }, 'en'),
      'user-not-found',
      ['Username'],
      'No one in the LMS has the username "x"; look it up in the report People Detail with PID',
    ],
    [
      'not found by employee id',
      userNotFound({ username: null, employeeId: '7' }, 'en'),
      'user-not-found',
      ['Employee ID'],
      'No one in the LMS has the employee ID "7"; look it up in the report People Detail with PID',
    ],
    [
      'not found by either',
      userNotFound({ username: 'x', employeeId: '7' }, 'en'),
      'user-not-found',
      ['Username', 'Employee ID'],
      'No one in the LMS has the username "x" or the employee ID "7"; look them up in the report People Detail with PID',
    ],
    [
      'two of them',
      userMismatch('x', '7', 'en'),
      'user-mismatch',
      ['Username', 'Employee ID'],
      'Username "x" and Employee ID "7" belong to different users; correct one or leave it blank',
    ],
  ])('%s', (_, reason, code, columns, message) => {
    expect(reason).toEqual({ code, columns, message });
  });

  test('a look-up is told among the reasons where its column stands', () => {
    const notFound = userNotFound({ employeeId: '7' }, 'en');
    const [long, score] = validate('courses', { username: 'x'.repeat(101), score: 'x' }).reasons ?? [];
    if (long === undefined || score === undefined) throw new Error('two reasons expected');
    const tooLongId: Reason = { code: 'too-long', columns: ['Employee ID'], message: 'too long' };
    const wholeRow: Reason = { code: 'undecodable', columns: [], message: 'cannot be read' };
    const inOrder = (...reasons: Reason[]) => inColumnOrder('courses', reasons);
    expect(inOrder(notFound)).toEqual([notFound]);
    expect(inOrder(score, notFound)).toEqual([notFound, score]);
    expect(inOrder(long, score, notFound)).toEqual([long, notFound, score]);
    expect(inOrder(userRequired('en'), notFound)).toEqual([userRequired('en'), notFound]);
    expect(inOrder(tooLongId, score, userNotFound({ username: 'x' }, 'en'))).toEqual([
      userNotFound({ username: 'x' }, 'en'),
      tooLongId,
      score,
    ]);
    expect(inOrder(score, wholeRow)).toEqual([wholeRow, score]);
  });
});
