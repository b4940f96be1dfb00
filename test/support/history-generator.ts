import type { Person, Row } from './oracle.ts';

/** A small deterministic generator (mulberry32): a failing run is replayed by its seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function people(prefix: string, count: number): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    username: `${prefix}.${String(index).padStart(5, '0')}`,
    employeeId: index % 3 === 0 ? null : `${prefix.toUpperCase()}-${String(index).padStart(6, '0')}`,
  }));
}

export interface HistoryOptions {
  readonly seed: number;
  readonly people: readonly Person[];
  readonly rows: number;
  /** Begins every course number, so that suites do not meet in one tenant. */
  readonly prefix: string;
  /** Share of rows with something wrong. */
  readonly bad: number;
}

const NAMES = [
  'Forklift Safety',
  'Première intervention',
  'Anlagensicherheit, Stufe 2',
  '安全基礎',
  'Lockout/Tagout "LOTO"',
];
const TYPES = ['Task', 'OJT', 'vilt', 'OLT', 'Ilt'];

/**
 * Courses with repeats of person and course, quotes, newlines and other alphabets, some rows wrong in one or more ways.
 */
export function courseRows({ seed, people, rows, prefix, bad }: HistoryOptions): Row[] {
  const next = random(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  return Array.from({ length: rows }, (_, index) => {
    const person = pick(people);
    const row: Record<string, string> = {
      ...nameOf(person, next()),
      'Course Number': `${prefix}-${Math.floor(next() * 150)}`,
      'Course Name': pick(NAMES),
      'Course Type': pick(TYPES),
      'Completion Date': `20${10 + Math.floor(next() * 14)}-0${1 + Math.floor(next() * 9)}-1${Math.floor(next() * 10)}`,
      Score: next() < 0.5 ? '' : String(Math.floor(next() * 1_000) / 10),
      'Duration Minutes': next() < 0.5 ? '' : String(Math.floor(next() * 500)),
      Credits: next() < 0.7 ? '' : '1.25',
      Instructor: next() < 0.5 ? '' : 'Zoë Ångström',
      Notes: next() < 0.05 ? `Line one of ${index}\nLine two, "quoted"` : `row ${index}`,
    };
    if (next() < bad) spoil(row, next, pick);
    return row;
  });
}

/** Courses that write some of `earlier` again as they were, others with other values, and new ones. */
export function rewritingRows(earlier: readonly Row[], options: HistoryOptions): Row[] {
  const next = random(options.seed);
  return courseRows(options).map((row) => {
    const again = earlier[Math.floor(next() * earlier.length)];
    const chance = next();
    if (again === undefined || chance > 0.5) return row;
    return chance > 0.25 ? again : { ...again, Instructor: next() < 0.5 ? '' : `Instructor ${options.seed}` };
  });
}

/** Certifications, drawn from few enough that some are the same in every value. */
export function certificationRows({ seed, people, rows, prefix, bad }: HistoryOptions): Row[] {
  const next = random(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  return Array.from({ length: rows }, () => {
    const row: Record<string, string> = {
      ...nameOf(pick(people), next()),
      'Certification Name': `${prefix} ${pick(['First Aid', 'Rigging', 'Schweißen'])}`,
      'Certification Number': next() < 0.5 ? '' : `N-${Math.floor(next() * 10)}`,
      'Issue Date': `2019-0${1 + Math.floor(next() * 9)}-15`,
      'Expiration Date': next() < 0.3 ? '' : pick(['2030-01-31', '9999-12-31']),
    };
    if (next() < bad) row['Issue Date'] = pick(['', '2019-02-30', '15.01.2019']);
    return row;
  });
}

function nameOf(person: Person, chance: number): Row {
  const { username, employeeId } = person;
  if (employeeId === null || chance < 0.4)
    return { Username: chance < 0.1 ? username.toUpperCase() : username };
  return chance < 0.8 ? { 'Employee ID': employeeId } : { Username: username, 'Employee ID': employeeId };
}

function spoil(
  row: Record<string, string>,
  next: () => number,
  pick: <Item>(items: readonly Item[]) => Item,
): void {
  const ways: (() => void)[] = [
    () => Object.assign(row, { Username: 'nobody.here', 'Employee ID': '' }),
    () => Object.assign(row, { Username: '', 'Employee ID': '' }),
    () => Object.assign(row, { 'Completion Date': pick(['2023-02-30', '03/04/2020', '2999-01-01', '']) }),
    () => Object.assign(row, { 'Course Type': pick(['Webinar', 'ojt training', '']) }),
    () => Object.assign(row, { Score: pick(['-5', '101', '9,5', '1e2']) }),
    () => Object.assign(row, { 'Start Date': '2024-12-31' }),
    () => Object.assign(row, { Notes: '=2+5', 'Course Name': '' }),
  ];
  pick(ways)();
  if (next() < 0.3) pick(ways)();
}
