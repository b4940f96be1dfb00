import type { CsvRecord } from '#shared/csv/csv-record.ts';

/** Records with what they hold as properties, for comparing them whole; a reader's finds its cells when it is asked. */
export function plainRecords(records: readonly CsvRecord[]): CsvRecord[] {
  return records.map(({ cells, problem, raw, carriageReturns }) => ({
    cells,
    problem,
    raw,
    carriageReturns,
  }));
}
