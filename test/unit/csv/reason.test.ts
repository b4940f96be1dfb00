import { describe, expect, test } from 'vitest';
import { joinReasons, type Reason, reasonKey, splitReasons } from '#shared/csv/reason.ts';

const BLANK: Reason = {
  code: 'required',
  columns: ['Course Name'],
  message: 'Course Name is blank; fill it in',
};
const USER: Reason = {
  code: 'user-not-found',
  columns: ['Username'],
  message: 'No one in the LMS has the username "a; b"; look it up in the report People Detail with PID',
};
const ORDER: Reason = {
  code: 'expiration-before-issue',
  columns: ['Issue Date', 'Expiration Date'],
  message: 'Expiration Date 2020-01-01 is before Issue Date 2021-01-01; correct one of them',
};
const ROW: Reason = {
  code: 'too-few-cells',
  columns: [],
  message: 'The row has 1 cell; add the missing cells',
};

describe('splitReasons', () => {
  test.each<[string, readonly Reason[]]>([
    ['one', [ROW]],
    ['a message that quotes the mark between reasons', [USER, BLANK]],
    ['a user behind another column', [BLANK, USER]],
    ['a reason that begins with its second column', [BLANK, ORDER]],
    [
      'the same column twice',
      [BLANK, { ...BLANK, code: 'too-long', message: 'Course Name "; x" has 300; shorten it' }],
    ],
  ])('%s', (_name, reasons) => {
    expect(splitReasons(reasons.map(reasonKey), joinReasons(reasons))).toEqual(reasons);
  });

  test('words that were removed stay whole', () => {
    expect(splitReasons([BLANK, USER].map(reasonKey), 'Removed')).toMatchObject([
      { code: 'required', message: 'Removed' },
      { code: 'user-not-found', message: '' },
    ]);
  });
});
