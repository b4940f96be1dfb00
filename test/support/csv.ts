import { parse } from 'csv-parse/sync';
import type { Row } from './oracle.ts';

export const COURSE_HEADER = [
  'Username',
  'Employee ID',
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
export const CERTIFICATION_HEADER = [
  'Username',
  'Employee ID',
  'Certification Name',
  'Certification Number',
  'Issuing Organization',
  'Issue Date',
  'Expiration Date',
  'Notes',
];

/** A file of `rows` under `header`, quoted only where it must be. */
export function toCsv(header: readonly string[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => cells.map(quote).join(',');
  return `${[line(header), ...rows.map((row) => line(header.map((title) => row[title] ?? '')))].join('\n')}\n`;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Reads a file with a reader that is not ours. */
export function fromCsv(text: string): { header: string[]; rows: string[][] } {
  const [header = [], ...rows] = parse(text, { bom: true, relax_column_count: true }) as string[][];
  return { header, rows };
}
