import { Oracle, type Person, type Row, type Values } from './oracle.ts';

/** What becomes of a row of a file; of the rows of a course the last that is not kept has one of the first three. */
export type RowOutcome = 'added' | 'overwritten' | 'unchanged' | 'superseded' | 'kept' | 'failed';

export interface OutcomeRules {
  readonly blanks?: 'clear' | 'keep';
  readonly olderRecords?: 'overwrite' | 'keep';
}

export interface ClassifiedCourses {
  /** Of each row, in their order. */
  readonly outcomes: readonly RowOutcome[];
  readonly people: number;
  readonly losesValues: number;
  readonly replacesNewer: number;
  /** The records as they are afterwards. */
  readonly after: ReadonlyMap<string, Values>;
}

interface Written {
  readonly index: number;
  readonly values: Values;
}

/**
 * What rows of courses would do to `stored`, row after row. The oracle decides each row by itself, in a state of its
 * own.
 */
export function classifyCourses(
  people: readonly Person[],
  stored: ReadonlyMap<string, Values>,
  rows: readonly Row[],
  { blanks = 'clear', olderRecords = 'overwrite' }: OutcomeRules = {},
): ClassifiedCourses {
  const oracle = new Oracle(people);
  const outcomes: RowOutcome[] = rows.map(() => 'failed');
  const written = new Map<string, Written>();
  const named = new Set<string>();
  for (const [index, row] of rows.entries()) {
    oracle.courses.clear();
    if (oracle.importCourses([row]).failures.length > 0) continue;
    for (const [key, values] of oracle.courses) {
      named.add(key.slice(0, key.indexOf(' / ')));
      const earlier = written.get(key);
      const current = earlier?.values ?? stored.get(key);
      if (olderRecords === 'keep' && current !== undefined && dayOf(values) < dayOf(current)) {
        outcomes[index] = 'kept';
        continue;
      }
      if (earlier !== undefined) outcomes[earlier.index] = 'superseded';
      written.set(key, { index, values: blanks === 'keep' ? filledFrom(values, current) : values });
    }
  }
  const after = new Map(stored);
  let [losesValues, replacesNewer] = [0, 0];
  for (const [key, { index, values }] of written) {
    const before = stored.get(key);
    after.set(key, values);
    const outcome = before === undefined ? 'added' : differs(values, before) ? 'overwritten' : 'unchanged';
    outcomes[index] = outcome;
    if (before === undefined || outcome !== 'overwritten') continue;
    if (Object.keys(values).some((title) => before[title] !== null && values[title] === null))
      losesValues += 1;
    if (dayOf(values) < dayOf(before)) replacesNewer += 1;
  }
  return { outcomes, people: named.size, losesValues, replacesNewer, after };
}

/** How often each outcome occurs. */
export function countOutcomes(outcomes: readonly RowOutcome[]): Record<RowOutcome, number> {
  const counts = { added: 0, overwritten: 0, unchanged: 0, superseded: 0, kept: 0, failed: 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}

function dayOf(values: Values): string {
  return values['Completion Date'] ?? '';
}

function filledFrom(values: Values, current: Values | undefined): Values {
  return Object.fromEntries(
    Object.entries(values).map(([title, value]) => [title, value ?? current?.[title] ?? null]),
  );
}

function differs(one: Values, other: Values): boolean {
  return Object.keys(one).some((title) => one[title] !== other[title]);
}
