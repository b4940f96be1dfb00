import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { NO_NUMBER } from '#shared/records/packed-records.ts';
import type { RecordTable, StoredColumn } from '#shared/records/record-table.ts';
import { LineBuffer } from './line-buffer.ts';
import type { Origin, Origins } from './origins.ts';
import type { Accepted } from './validated-rows.ts';

/** Every record that is imported counts as completed: that is what an import is for. */
export const IMPORTED_STATUS = 'completed';

/** More than most lines have; the buffer grows for longer ones. */
const LINE_BYTES = 256;

/** Which lines of a batch to write: those from one on up to another, and how each of them ends. */
export interface LineOptions {
  readonly from?: number;
  readonly to?: number;
  /** Cells that records of an origin share, behind the columns that a row has filled in. */
  readonly sharedCells: (origin: Origin) => readonly (string | number)[];
  /** A number of the record's own, behind those. */
  readonly ownNumber?: (record: Accepted) => number;
  /** What every line ends with: its last cell, or nothing. */
  readonly lastCell?: number;
}

/**
 * Lines of a table of the mirror as UTF-8 with their ends: tenant, person, the columns that a row has filled in, the status
 * and what `options` adds. What records of an origin share is made once.
 */
export function recordLines(
  table: RecordTable,
  records: readonly Accepted[],
  { origins, numbers }: Origins,
  { from = 0, to = records.length, sharedCells, ownNumber, lastCell }: LineOptions,
): Buffer {
  const end = Buffer.from(lastCell === undefined ? '\n' : `${lastCell}\n`);
  const shared = origins.map((origin) => ({
    tenant: Buffer.from(`${origin.importInfo.tenantId}\t`),
    origin: Buffer.from(`${tabSeparatedLine([IMPORTED_STATUS, ...sharedCells(origin)])}\t`),
  }));
  const lines = new LineBuffer(LINE_BYTES * (to - from));
  for (let index = from; index < to; index++) {
    const record = records[index];
    const cells = shared[(numbers[index] ?? 0) - 1];
    if (record === undefined || cells === undefined) continue;
    lines.cells(cells.tenant);
    lines.number(record.personId);
    writeStored(lines, table.stored, record);
    lines.cells(cells.origin);
    if (ownNumber !== undefined) lines.number(ownNumber(record));
    lines.cells(end);
  }
  return lines.bytes;
}

function writeStored(lines: LineBuffer, stored: readonly StoredColumn[], { values }: Accepted): void {
  const { records, row } = values;
  for (const { kind, slot } of stored) {
    if (kind === 'text' || kind === 'decimal') {
      lines.text(records, row, slot);
      continue;
    }
    const number = records.number(row, slot);
    if (number === NO_NUMBER) lines.noValue();
    else if (kind === 'date') lines.date(number);
    else lines.number(number);
  }
}

/** @param line of the mirror's `course_records` */
export function withVersion(line: string, version: number): string {
  return `${line.slice(0, line.lastIndexOf('\t'))}\t${version}`;
}
