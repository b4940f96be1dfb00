import { type Reason, USER_NOT_FOUND } from '#shared/csv/reason.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { shownValue } from '#shared/records/shown-value.ts';

// Both record types name the user by the same columns.
const { columns: COLUMNS, user: USER } = recordTable('courses');
const [USERNAME = '', EMPLOYEE_ID = ''] = [USER.username, USER.employeeId].map(
  (index) => COLUMNS[index]?.title,
);

export function isAboutUser({ columns }: Reason): boolean {
  return columns[0] === USERNAME || columns[0] === EMPLOYEE_ID;
}

/** The row says nothing about whose record it is. */
export function userRequired(): Reason {
  return {
    code: 'user-required',
    columns: [USERNAME, EMPLOYEE_ID],
    message: `${USERNAME} and ${EMPLOYEE_ID} are both blank; fill in one of them`,
  };
}

/**
 * No person of the tenant has what the row gives. Pass only what was not found: the reason names that
 * column, or both.
 */
export function userNotFound(missing: {
  readonly username?: string | null;
  readonly employeeId?: string | null;
}): Reason {
  const columns: string[] = [];
  const given: string[] = [];
  const add = (title: string, what: string, value: string | null | undefined): void => {
    if (value === null || value === undefined) return;
    columns.push(title);
    given.push(`the ${what} ${shownValue(value)}`);
  };
  add(USERNAME, 'username', missing.username);
  add(EMPLOYEE_ID, 'employee ID', missing.employeeId);
  const advice = given.length > 1 ? 'look them up' : 'look it up';
  return {
    code: 'user-not-found',
    columns,
    message: `${USER_NOT_FOUND}${given.join(' or ')}; ${advice} in the report People Detail with PID`,
  };
}

/** The row's username and employee id belong to two people. */
export function userMismatch(username: string, employeeId: string): Reason {
  return {
    code: 'user-mismatch',
    columns: [USERNAME, EMPLOYEE_ID],
    message: `${USERNAME} ${shownValue(username)} and ${EMPLOYEE_ID} ${shownValue(employeeId)} belong to different users; correct one or leave it blank`,
  };
}
