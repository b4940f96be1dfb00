import { HEAD_BYTES, inspectHead } from '../csv/dialect.ts';
import { normalizeTitle } from '../csv/header.ts';
import { CsvReader } from '../csv/reader.ts';
import { createByteDecoder } from '../csv/text-decoder.ts';
import { trailerStart } from '../csv/trailer.ts';
import { DEFAULT_LANGUAGE } from '../texts/languages.ts';
import { textsOf } from '../texts/texts-of.ts';
import { PeopleRefused } from './people-refused.ts';
import { PERSON_COLUMNS, type PersonRecord, readPerson } from './person-record.ts';

/** A person with the line of the file that gives them. */
export interface PersonLine extends PersonRecord {
  readonly line: number;
}

/**
 * Reads a people file: CSV in UTF-8 with the header username, employee_id, first_name, last_name, email, role (in
 * any order, further columns ignored).
 *
 * @throws PeopleRefused naming every line that is wrong
 */
export function readPeopleFile(content: Uint8Array): PersonLine[] {
  const head = inspectHead(content.subarray(0, HEAD_BYTES), 'utf-8');
  if (!head.ok) throw new PeopleRefused([textsOf(DEFAULT_LANGUAGE).text(head.message)]);
  const decoder = createByteDecoder('utf-8');
  const text = decoder.decode(content.subarray(0, trailerStart(content))) + decoder.end();
  const problems: string[] = [];
  const people: PersonLine[] = [];
  let indexes: readonly number[] | undefined;
  let isSeparatorLine = head.dialect.separatorLine ?? false;
  for (const { line, cells, isBroken } of readLines(
    text,
    new CsvReader(head.dialect),
    head.dialect.lineEnd,
  )) {
    if (isSeparatorLine) isSeparatorLine = false;
    else if (isBroken)
      problems.push(`line ${line}: cannot be read; look for a quotation mark in the wrong place`);
    else if (indexes === undefined) indexes = columnIndexes(cells);
    else {
      const read = readPerson(indexes.map((index) => cells[index] ?? ''));
      if ('person' in read) people.push({ line, ...read.person });
      else problems.push(...read.problems.map((problem) => `line ${line}: ${problem}`));
    }
  }
  problems.push(
    ...repeated(people, 'username', ({ usernameFolded }) => usernameFolded),
    ...repeated(people, 'employee_id', ({ employeeId }) => employeeId),
  );
  if (problems.length > 0) throw new PeopleRefused(problems);
  if (people.length === 0) throw new PeopleRefused(['The file has no people.']);
  return people;
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
  readonly isBroken: boolean;
}

/** The records, each with the number of the line it ends on, because that is what an editor shows. */
function* readLines(text: string, reader: CsvReader, lineEnd: string): Generator<Line> {
  const end = lineEnd === 'cr' ? '\r' : '\n';
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf(end, start);
    const next = found === -1 ? text.length : found + 1;
    line += 1;
    const records = reader.push(text.slice(start, next));
    if (next === text.length) records.push(...reader.end());
    for (const { cells, problem } of records) yield { line, cells, isBroken: problem !== undefined };
    start = next;
  }
}

function columnIndexes(header: readonly string[]): number[] {
  const titles = header.map(normalizeTitle);
  const missing = PERSON_COLUMNS.filter((column) => !titles.includes(normalizeTitle(column)));
  if (missing.length > 0) throw new PeopleRefused([`line 1: the header lacks ${missing.join(', ')}`]);
  return PERSON_COLUMNS.map((column) => titles.indexOf(normalizeTitle(column)));
}

function repeated(
  people: readonly PersonLine[],
  column: string,
  keyOf: (person: PersonLine) => string | null,
): string[] {
  const first = new Map<string, number>();
  const problems: string[] = [];
  for (const person of people) {
    const key = keyOf(person);
    if (key === null) continue;
    const before = first.get(key);
    if (before === undefined) first.set(key, person.line);
    else problems.push(`line ${person.line}: the same ${column} as line ${before}`);
  }
  return problems;
}
