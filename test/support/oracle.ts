/**
 * The rules as a small sequential model: import after import, row after row. It is written from the promises of
 * docs/architecture.md and schemas/http, shares nothing with the services, and prefers being plain over being fast.
 */

export interface Person {
  readonly username: string;
  readonly employeeId: string | null;
}

/** A row by the template's titles; a title that is absent is a blank cell. */
export type Row = Readonly<Record<string, string>>;

/** The values of a record as text, by title; null where blank. */
export type Values = Readonly<Record<string, string | null>>;

export interface Failure {
  readonly rowNumber: number;
  /** Titles of the columns that a reason must name, in the template's order. */
  readonly columns: readonly string[];
}

export interface ImportOutcome {
  readonly total: number;
  readonly successes: number;
  readonly failures: readonly Failure[];
}

/** What an undo makes of the records of an import. */
export interface UndoOutcome {
  readonly restored: number;
  readonly removed: number;
  /** Records that something else has written since. */
  readonly stayed: number;
}

/** What an import of courses leaves as it is of records that are stored. */
export interface Kept {
  readonly blanks?: 'keep';
  readonly olderRecords?: 'keep';
}

const COURSE_TITLES = [
  'Course Number',
  'Course Name',
  'Course Type',
  'Start Date',
  'Completion Date',
  'Score',
  'Duration Minutes',
  'Credits',
  'Instructor',
  'Provider',
  'Location',
  'Notes',
];
const CERTIFICATION_TITLES = [
  'Certification Name',
  'Certification Number',
  'Issuing Organization',
  'Issue Date',
  'Expiration Date',
  'Notes',
];
const COURSE_TYPES = ['Task', 'OJT', 'VILT', 'OLT', 'ILT'];
const MAX_LENGTH: Readonly<Record<string, number>> = {
  Username: 100,
  'Employee ID': 100,
  'Course Number': 100,
  'Course Name': 255,
  'Certification Name': 255,
  'Certification Number': 100,
  Notes: 2_000,
};

/** What a record was from one row on until the next. */
interface Write {
  readonly by: string;
  readonly values: Values;
}

/** The whole state of one tenant, as PostgreSQL and ClickHouse must have it. Imports that are undone must have names. */
export class Oracle {
  /** Current course records by `username / course number`. */
  readonly courses = new Map<string, Values>();
  /** Certification records in the order in which they were added. */
  readonly certifications: { readonly username: string; readonly values: Values; readonly by: string }[] = [];
  /** What of every course was ever written and is not undone, the latest last. */
  readonly #writes = new Map<string, Write[]>();
  readonly #byUsername = new Map<string, Person>();
  readonly #byEmployeeId = new Map<string, Person>();

  constructor(people: readonly Person[]) {
    for (const person of people) {
      this.#byUsername.set(person.username.toLowerCase(), person);
      if (person.employeeId !== null) this.#byEmployeeId.set(person.employeeId, person);
    }
  }

  importCourses(rows: readonly Row[], kept: Kept = {}, by = ''): ImportOutcome {
    return this.#import(rows, COURSE_TITLES, checkCourse, (username, row) => {
      const key = `${username} / ${row['Course Number']}`;
      const stored = this.courses.get(key);
      const values = stored === undefined ? row : replace(stored, row, kept);
      if (values === undefined) return;
      this.courses.set(key, values);
      this.#writes.set(key, [...(this.#writes.get(key) ?? []), { by, values }]);
    });
  }

  importCertifications(rows: readonly Row[], by = ''): ImportOutcome {
    return this.#import(rows, CERTIFICATION_TITLES, checkCertification, (username, values) => {
      this.certifications.push({ username, values, by });
    });
  }

  /** Takes back what an import has written; what was written since stays. */
  undo(by: string): UndoOutcome {
    const outcome = { restored: 0, removed: this.#removeCertifications((one) => one.by === by), stayed: 0 };
    for (const [key, writes] of this.#writes) {
      const left = writes.filter((write) => write.by !== by);
      if (left.length === writes.length) continue;
      this.#writes.set(key, left);
      const before = left.at(-1);
      if (writes.at(-1)?.by !== by) outcome.stayed += 1;
      else if (before === undefined) outcome.removed += 1;
      else outcome.restored += 1;
      if (before === undefined) this.courses.delete(key);
      else this.courses.set(key, before.values);
    }
    return outcome;
  }

  /** Everything of a person goes, as if there had never been anything. */
  deletePerson(username: string): void {
    for (const key of this.#writes.keys()) {
      if (!key.startsWith(`${username} / `)) continue;
      this.#writes.delete(key);
      this.courses.delete(key);
    }
    this.#removeCertifications((one) => one.username === username);
  }

  #removeCertifications(
    isRemoved: (one: { readonly username: string; readonly by: string }) => boolean,
  ): number {
    const left = this.certifications.filter((one) => !isRemoved(one));
    const removed = this.certifications.length - left.length;
    this.certifications.splice(0, this.certifications.length, ...left);
    return removed;
  }

  #import(
    rows: readonly Row[],
    titles: readonly string[],
    check: (values: Values) => string[],
    apply: (username: string, values: Values) => void,
  ): ImportOutcome {
    const failures: Failure[] = [];
    for (const [index, row] of rows.entries()) {
      const values = Object.fromEntries(titles.map((title) => [title, blankToNull(row[title])]));
      const user = this.#findUser(blankToNull(row['Username']), blankToNull(row['Employee ID']));
      const wrong = [...(Array.isArray(user) ? user : []), ...check(values), ...tooLong(values)];
      const columns = titlesInOrder(['Username', 'Employee ID', ...titles], wrong);
      if (columns.length > 0 || Array.isArray(user)) failures.push({ rowNumber: index + 1, columns });
      else apply(user.username, normalised(values));
    }
    return { total: rows.length, successes: rows.length - failures.length, failures };
  }

  /** The person, or the titles that are wrong about it. */
  #findUser(username: string | null, employeeId: string | null): Person | string[] {
    if (username === null && employeeId === null) return ['Username', 'Employee ID'];
    const byUsername = username === null ? undefined : this.#byUsername.get(username.toLowerCase());
    const byEmployeeId = employeeId === null ? undefined : this.#byEmployeeId.get(employeeId);
    const unknown = [
      ...(username !== null && byUsername === undefined ? ['Username'] : []),
      ...(employeeId !== null && byEmployeeId === undefined ? ['Employee ID'] : []),
    ];
    if (unknown.length > 0) return unknown;
    if (byUsername !== undefined && byEmployeeId !== undefined && byUsername !== byEmployeeId) {
      return ['Username', 'Employee ID'];
    }
    return byUsername ?? byEmployeeId ?? ['Username', 'Employee ID'];
  }
}

/** What a valid row makes of the record that it finds; undefined when it leaves it. */
function replace(stored: Values, values: Values, { blanks, olderRecords }: Kept): Values | undefined {
  const isOlder = (values['Completion Date'] ?? '') < (stored['Completion Date'] ?? '');
  if (olderRecords === 'keep' && isOlder) return undefined;
  if (blanks !== 'keep') return values;
  return Object.fromEntries(
    Object.entries(values).map(([title, value]) => [title, value ?? stored[title] ?? null]),
  );
}

function checkCourse(values: Values): string[] {
  const wrong = missing(values, ['Course Number', 'Course Name', 'Course Type', 'Completion Date']);
  const type = values['Course Type'];
  if (type && !COURSE_TYPES.some((known) => known.toLowerCase() === type.toLowerCase()))
    wrong.push('Course Type');
  const start = day(values['Start Date']);
  const completion = day(values['Completion Date']);
  if (start === 'wrong') wrong.push('Start Date');
  if (completion === 'wrong' || isFuture(completion)) wrong.push('Completion Date');
  if (isDay(start) && isDay(completion) && start > completion) wrong.push('Start Date');
  if (!isNumber(values['Score'], 100, 4)) wrong.push('Score');
  if (!isNumber(values['Duration Minutes'], 10_000_000, 0)) wrong.push('Duration Minutes');
  if (!isNumber(values['Credits'], 10_000, 4)) wrong.push('Credits');
  return wrong;
}

function checkCertification(values: Values): string[] {
  const wrong = missing(values, ['Certification Name', 'Issue Date']);
  const issue = day(values['Issue Date']);
  const expiration = day(values['Expiration Date']);
  if (issue === 'wrong' || isFuture(issue)) wrong.push('Issue Date');
  if (expiration === 'wrong') wrong.push('Expiration Date');
  if (isDay(issue) && isDay(expiration) && expiration < issue) wrong.push('Expiration Date');
  return wrong;
}

function missing(values: Values, titles: readonly string[]): string[] {
  return titles.filter((title) => values[title] === null);
}

function tooLong(values: Values): string[] {
  return Object.entries(values).flatMap(([title, value]) =>
    value !== null && [...value].length > (MAX_LENGTH[title] ?? 255) ? [title] : [],
  );
}

/** A day as YYYY-MM-DD, null where blank, or 'wrong'. */
function day(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1900-01-01') return 'wrong';
  const parsed = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== text ? 'wrong' : text;
}

function isDay(value: string | null): value is string {
  return value !== null && value !== 'wrong';
}

function isFuture(value: string | null): boolean {
  const latestOnEarth = new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);
  return isDay(value) && value > latestOnEarth;
}

function isNumber(text: string | null | undefined, max: number, decimals: number): boolean {
  if (text === null || text === undefined) return true;
  const match = /^\d+(?:\.(\d+))?$/.exec(text);
  return match !== null && (match[1]?.length ?? 0) <= decimals && Number(text) <= max;
}

function blankToNull(text: string | undefined): string | null {
  const trimmed = text?.trim().normalize('NFC') ?? '';
  return trimmed === '' ? null : trimmed;
}

/** Values as they are stored: course types as listed, numbers without superfluous zeros. */
function normalised(values: Values): Values {
  const stored: Record<string, string | null> = { ...values };
  const type = values['Course Type'];
  if (type)
    stored['Course Type'] = COURSE_TYPES.find((known) => known.toLowerCase() === type.toLowerCase()) ?? type;
  for (const title of ['Score', 'Duration Minutes', 'Credits']) {
    if (stored[title]) stored[title] = String(Number(stored[title]));
  }
  return stored;
}

function titlesInOrder(order: readonly string[], wrong: readonly string[]): string[] {
  return order.filter((title) => wrong.includes(title));
}
