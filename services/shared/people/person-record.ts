import { unguardCell, unwrapCell } from '../csv/guard.ts';
import { cleanCode } from '../csv/invisible.ts';
import { foldUsername } from './username.ts';

export type PersonRole = 'admin' | 'learner';

/** A person as a people file or another system gives them. */
export interface PersonRecord {
  readonly username: string;
  readonly usernameFolded: string;
  readonly employeeId: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly role: PersonRole;
}

/** The columns of a people file, in the order of `readPerson`'s cells. */
export const PERSON_COLUMNS = [
  'username',
  'employee_id',
  'first_name',
  'last_name',
  'email',
  'role',
] as const;

/** Where `PERSON_COLUMNS` has what a person is found by. */
const IDENTIFIERS: ReadonlySet<number> = new Set([0, 1]);

/** As records to import have them (schemas/csv): a longer one could never be named in a file. */
const MAX_IDENTIFIER = 100;
const MAX_NAME = 255;

/** A person from the cells of their row, or what is wrong with it. */
export function readPerson(cells: readonly string[]): { person: PersonRecord } | { problems: string[] } {
  const [username = '', employeeId = '', firstName = '', lastName = '', email = '', role = ''] = cells.map(
    (cell, column) =>
      // As imports read them: otherwise nobody could be found by what looks the same.
      IDENTIFIERS.has(column)
        ? cleanCode(unwrapCell(cell, true).trim().normalize('NFC'))
        : unguardCell(cell).trim().normalize('NFC'),
  );
  const problems = [
    ...(username === '' ? ['username is blank'] : []),
    ...(firstName === '' && lastName === '' ? ['first_name and last_name are both blank'] : []),
    ...(isRole(role.toLowerCase()) ? [] : ['role must be admin or learner']),
    ...[username, employeeId, firstName, lastName, email].flatMap((text, column) =>
      textProblems(PERSON_COLUMNS[column] ?? '', text, column < 2 ? MAX_IDENTIFIER : MAX_NAME),
    ),
  ];
  const roleRead = role.toLowerCase();
  if (problems.length > 0 || !isRole(roleRead)) return { problems };
  return {
    person: {
      username,
      usernameFolded: foldUsername(username),
      employeeId: employeeId === '' ? null : employeeId,
      firstName,
      lastName,
      email: email === '' ? null : email,
      role: roleRead,
    },
  };
}

function isRole(text: string): text is PersonRole {
  return text === 'admin' || text === 'learner';
}

function textProblems(column: string, text: string, maxLength: number): string[] {
  return [
    ...(text.length > maxLength && [...text].length > maxLength
      ? [`${column} is longer than ${maxLength} characters`]
      : []),
    ...(/\p{Cc}/u.test(text) ? [`${column} holds a control character`] : []),
    ...(text.includes('\ufffd') ? [`${column} holds what is no UTF-8 text`] : []),
  ];
}
