import { z } from 'zod';
import { quote } from '#shared/csv/inspection/wording.ts';
import { count, rowCount } from './counts.ts';

const counted = z.number().nullable();
const value = z.union([z.string(), z.number()]).nullable();

/** What the command shows of a check (schemas/http, Check). */
export const checkView = z.object({
  rows: z.number(),
  added: counted,
  overwritten: counted,
  unchanged: counted,
  superseded: counted,
  kept: counted,
  failed: z.number(),
  people: counted,
  losesValues: counted,
  replacesNewer: counted,
  changedSince: counted,
  reasons: z.array(z.object({ message: z.string(), rows: z.number(), firstLines: z.array(z.number()) })),
  samples: z.array(
    z.object({
      line: counted,
      person: z.string(),
      record: z.string(),
      changes: z.array(z.object({ field: z.string(), from: value, to: value })),
    }),
  ),
});
export type Check = z.output<typeof checkView>;

/** What an import would do, line by line. */
export function describeCheck(check: Check): string[] {
  const outcomes: [name: string, rows: number | null, note?: string][] = [
    ['added', check.added],
    ['overwritten', check.overwritten, overwrites(check)],
    ['unchanged', check.unchanged],
    ['superseded', check.superseded, 'a later row of the file has the same record'],
    ['kept', check.kept, 'older than the record'],
    ['failed', check.failed],
  ];
  return [
    `Of ${rowCount(check.rows)}, for ${people(check.people ?? 0)}:`,
    ...outcomes
      .filter(([name, rows]) => name === 'added' || (rows ?? 0) > 0)
      .map(
        ([name, rows, note = '']) =>
          `  ${name.padEnd(12)}${count(rows ?? 0)}${note === '' ? '' : `  (${note})`}`,
      ),
    ...changes(check),
    ...check.reasons.map(
      ({ message, rows, firstLines }) =>
        `Fails: ${message} (${[rowCount(rows), ...where(firstLines)].join(', ')})`,
    ),
    ...check.samples.map(
      ({ line, person, record, changes }) =>
        `Overwrites: ${line === null ? '' : `row ${count(line)}, `}${person}, ${record}: ${changes.map(described).join('; ')}`,
    ),
  ];
}

/** Rows as a spreadsheet numbers them. */
function where(lines: readonly number[]): string[] {
  return lines.length === 0 ? [] : [`such as row ${lines.join(', ')}`];
}

function changes({ changedSince }: Check): string[] {
  if (changedSince === null) return ['How many of the records were written since the check is not known.'];
  if (changedSince === 0) return [];
  return [
    `${count(changedSince)} of the records ${changedSince === 1 ? 'was' : 'were'} written since the check.`,
  ];
}

function people(number: number): string {
  return number === 1 ? '1 person' : `${count(number)} people`;
}

function overwrites({ losesValues, replacesNewer }: Check): string {
  return [
    ...((losesValues ?? 0) > 0 ? [`${count(losesValues ?? 0)} lose a value`] : []),
    ...((replacesNewer ?? 0) > 0
      ? [`${count(replacesNewer ?? 0)} replace one that was completed later`]
      : []),
  ].join(', ');
}

function described({ field, from, to }: Check['samples'][number]['changes'][number]): string {
  return `${field} ${shown(from)} → ${shown(to)}`;
}

function shown(one: string | number | null): string {
  return one === null ? 'nothing' : quote(String(one));
}
