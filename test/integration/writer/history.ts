import type { Kept, Person, Row } from '../../support/oracle.ts';
import type { Choices } from './choices.ts';

/** What ingest produces: an import of a file, or an undo. */
export interface Produced {
  readonly importId: string;
  readonly rows: readonly unknown[];
}

/** An import of a file, with its rows in order. */
export interface FileImport extends Produced {
  readonly type: 'courses' | 'certifications';
  readonly rows: readonly Row[];
  readonly kept: Kept;
}

/** A row as ingest sent it. */
export interface SentRow<File extends Produced = FileImport> {
  readonly file: File;
  readonly rowNumber: number;
  readonly fencingToken: number;
}

export const PEOPLE: readonly Person[] = [
  { username: 'Ada', employeeId: 'E-1' },
  { username: 'bo', employeeId: null },
  { username: 'çelik', employeeId: 'E-3' },
];

/** Rows of few people and few courses, so that most meet another, and every fifth is wrong. */
export function generateRows(type: FileImport['type'], count: number, choices: Choices): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const person = choices.of(PEOPLE);
    const name = choices.of<Row>([
      { Username: person.username.toUpperCase() },
      { 'Employee ID': person.employeeId ?? '' },
    ]);
    const wrong = choices.below(5) === 4;
    if (type === 'certifications')
      return {
        ...name,
        'Certification Name': choices.of(['First Aid', 'Rigging']),
        'Issue Date': wrong ? '2020-02-30' : '2020-02-03',
      };
    return {
      ...name,
      'Course Number': choices.of(['C-1', 'c-1', 'C-2', '安-3']),
      'Course Name': `row ${index}`,
      'Course Type': wrong ? 'Webinar' : choices.of(['OJT', 'vilt']),
      'Completion Date': choices.of(['2021-05-06', '2019-02-03', '2023-01-31']),
      'Start Date': choices.of(['', '2018-12-24']),
      Score: choices.of(['', '97.5', '100']),
      'Duration Minutes': choices.of(['', '0', '90']),
      Notes: choices.of(['', '', 'noted']),
    };
  });
}

/** An ingest that was overtaken and does not know it yet. */
interface Overtaken {
  readonly fencingToken: number;
  /** The broker may have lost the last rows that it sent: it goes on beyond a hole. */
  next: number;
}

/**
 * What ends up on each partition when imports are produced side by side, each by one ingest after another: one that
 * leases an import begins again at what its predecessor had recorded as sent, or before, and the predecessor, which
 * does not know yet, may go on sending in between, also where rows of it were lost (runbook, "Replay").
 *
 * @param rowsPerStripe rows that follow each other on one partition
 */
export function produce<File extends Produced>(
  files: readonly File[],
  partitions: number,
  rowsPerStripe: number,
  choices: Choices,
): SentRow<File>[][] {
  const logs: SentRow<File>[][] = Array.from({ length: partitions }, () => []);
  const producers = files.map((file) => ({
    file,
    fencingToken: 1,
    next: 1,
    sent: 0,
    overtaken: [] as Overtaken[],
  }));
  const logOf = (rowNumber: number): SentRow<File>[] =>
    logs[Math.floor((rowNumber - 1) / rowsPerStripe) % partitions] ?? [];
  for (;;) {
    const open = producers.filter(({ file, next }) => next <= file.rows.length);
    if (open.length === 0) return logs;
    const producer = choices.of(open);
    const { file, overtaken } = producer;
    const step = choices.below(8);
    if (step === 7) {
      overtaken.push({ fencingToken: producer.fencingToken, next: producer.next + choices.below(5) });
      producer.fencingToken += 1;
      producer.next = Math.max(1, producer.sent + 1 - choices.below(6));
    } else if (step >= 4 && overtaken.length > 0) {
      const zombie = choices.of(overtaken);
      const { fencingToken, next: rowNumber } = zombie;
      if (rowNumber > file.rows.length) continue;
      logOf(rowNumber).push({ file, rowNumber, fencingToken });
      zombie.next += 1;
    } else {
      logOf(producer.next).push({ file, rowNumber: producer.next, fencingToken: producer.fencingToken });
      producer.sent = Math.max(producer.sent, producer.next);
      producer.next += 1;
    }
  }
}
