import type { RecordType } from '#shared/csv/record-types.ts';
import { random } from '../support/history-generator.ts';
import type { Kept } from '../support/oracle.ts';

/** When something is done to a check: as soon as it is accepted, once some rows are counted, or when it is ready. */
export type Moment = 'accepted' | 'counting' | 'ready';

/** What is done to a file that is uploaded to be checked. */
export interface CheckScript {
  readonly type: RecordType;
  /** What it is checked again under. */
  readonly settings?: Kept & { readonly at: Moment };
  readonly end: 'applied' | 'discarded' | 'left';
  /** Before the check is ready nothing is known that could be compared. */
  readonly endAt: Moment;
  /** An import of the same records that is accepted right before the check is applied, or right after. */
  readonly beside?: 'before' | 'after';
}

const KEEP_BLANKS = { blanks: 'keep' } as const;
const KEEP_OLDER = { olderRecords: 'keep' } as const;
const KEEP_BOTH = { ...KEEP_BLANKS, ...KEEP_OLDER } as const;

const SCRIPTS: readonly CheckScript[] = [
  { type: 'courses', end: 'applied', endAt: 'ready' },
  { type: 'courses', end: 'applied', endAt: 'ready', beside: 'before' },
  { type: 'courses', end: 'applied', endAt: 'ready', beside: 'after' },
  {
    type: 'courses',
    settings: { ...KEEP_BLANKS, at: 'ready' },
    end: 'applied',
    endAt: 'ready',
    beside: 'before',
  },
  {
    type: 'courses',
    settings: { ...KEEP_OLDER, at: 'accepted' },
    end: 'applied',
    endAt: 'ready',
    beside: 'after',
  },
  {
    type: 'courses',
    settings: { ...KEEP_BOTH, at: 'counting' },
    end: 'applied',
    endAt: 'ready',
    beside: 'before',
  },
  { type: 'courses', end: 'discarded', endAt: 'ready' },
  { type: 'courses', end: 'discarded', endAt: 'counting' },
  { type: 'courses', settings: { ...KEEP_BLANKS, at: 'counting' }, end: 'discarded', endAt: 'accepted' },
  { type: 'courses', settings: { ...KEEP_BOTH, at: 'ready' }, end: 'left', endAt: 'ready' },
  { type: 'certifications', end: 'applied', endAt: 'ready', beside: 'after' },
  { type: 'certifications', end: 'discarded', endAt: 'accepted' },
];

/** Each of them once, in an order of the seed's. */
export function checkScripts(seed: number): CheckScript[] {
  const next = random(seed);
  return SCRIPTS.map((script) => ({ script, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ script }) => script);
}

export function describeScript({ type, settings, end, endAt, beside }: CheckScript): string {
  const changed = settings === undefined ? '' : `, its settings changed when ${settings.at}`;
  const other = beside === undefined ? '' : `, an import of the same records ${beside} it`;
  return `a check of ${type} ${end} when ${endAt}${changed}${other}`;
}
