import { titleIn } from '#shared/csv/column-texts.ts';
import type { Reason } from '#shared/csv/reason.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { shownValue } from '#shared/records/shown-value.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';

// Both record types name the user by the same columns.
const { columns: COLUMNS, user: USER } = recordTable('courses');
const [USERNAME = '', EMPLOYEE_ID = ''] = [USER.username, USER.employeeId].map(
  (index) => COLUMNS[index]?.title,
);

export function isAboutUser({ columns }: Reason): boolean {
  return columns[0] === USERNAME || columns[0] === EMPLOYEE_ID;
}

/** The row says nothing about whose record it is. */
export function userRequired(language: Language): Reason {
  return {
    code: 'user-required',
    columns: [USERNAME, EMPLOYEE_ID],
    message: textsOf(language).text('reasons.user-required', {
      username: titleIn(USERNAME, language),
      employeeId: titleIn(EMPLOYEE_ID, language),
    }),
  };
}

/**
 * No person of the tenant has what the row gives. Pass only what was not found: the reason names that
 * column, or both.
 */
export function userNotFound(
  missing: {
    readonly username?: string | null;
    readonly employeeId?: string | null;
  },
  language: Language,
): Reason {
  const { username = null, employeeId = null } = missing;
  const columns = [...(username === null ? [] : [USERNAME]), ...(employeeId === null ? [] : [EMPLOYEE_ID])];
  const what = username === null ? 'employeeId' : 'username';
  return {
    code: 'user-not-found',
    columns,
    message: textsOf(language).text('reasons.user-not-found', {
      missing: columns.length > 1 ? 'both' : what,
      username: shownValue(username ?? ''),
      employeeId: shownValue(employeeId ?? ''),
    }),
  };
}

/** The row's username and employee id belong to two people. */
export function userMismatch(username: string, employeeId: string, language: Language): Reason {
  return {
    code: 'user-mismatch',
    columns: [USERNAME, EMPLOYEE_ID],
    message: textsOf(language).text('reasons.user-mismatch', {
      usernameColumn: titleIn(USERNAME, language),
      username: shownValue(username),
      employeeIdColumn: titleIn(EMPLOYEE_ID, language),
      employeeId: shownValue(employeeId),
    }),
  };
}
