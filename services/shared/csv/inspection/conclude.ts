import { courseTypeLookup } from '../course-types.ts';
import type { LineOf } from '../line-steps.ts';
import { chosenCourseTypes } from '../row-choices.ts';
import type { Encoding } from '../text-decoder.ts';
import { DEFAULT_DATE_FORMAT, dateFindings } from './date-findings.ts';
import { exampleOf } from './encoding-evidence.ts';
import type { FileInspector } from './file-inspector.ts';
import {
  columnWarnings,
  courseTypeWarnings,
  delimiterQuestions,
  encodingQuestions,
  lookAlikeWarnings,
  statusQuestions,
} from './findings.ts';
import type { Answer, CountedValues, FittingInspection, Inspection, QuestionCode } from './inspection.ts';
import { type EncodingDetector, proposeEncodings } from './propose-encodings.ts';
import type { InspectionTexts } from './texts.ts';

export interface Conclusion {
  /** The questions that the uploader accepted, so that they are warnings. */
  readonly accepted: ReadonlySet<QuestionCode>;
  readonly hasTrailer: boolean;
  readonly detect: EncodingDetector;
  /** What questions and warnings are written in. */
  readonly texts: InspectionTexts;
}

/** What is found of a file once all of its rows were seen: findings, and what is to be asked and said about them. */
export async function concludeInspection(
  inspector: FileInspector,
  { accepted, hasTrailer, detect, texts }: Conclusion,
): Promise<FittingInspection> {
  const { columns, dates, rows, readAs } = inspector;
  const { type } = readAs.mapping;
  const encoding = await encodingOf(inspector, detect);
  const dialect = dialectOf(inspector, hasTrailer);
  const counted = countedValues(inspector);
  const lookAlikes = inspector.lookAlikes?.groups() ?? [];
  const lineOf: LineOf = (row) => inspector.lines.lineOf(row);
  const found = dateFindings(dates, columns, { chosen: readAs.dateFormat, lineOf, texts });
  const questions = [
    ...encodingQuestions({ encoding }, lineOf, texts),
    ...delimiterQuestions({ dialect }, texts),
    ...found.questions,
    ...statusQuestions(counted.statuses, type, texts),
  ];
  const numberTitle = columns.find(({ field }) => field === 'courseNumber')?.title ?? '';
  return {
    type,
    rows,
    encoding,
    dialect,
    columns,
    dates: {
      used: readAs.dateFormat ?? DEFAULT_DATE_FORMAT,
      chosen: readAs.dateFormat !== undefined,
      columns: dates,
    },
    courseTypes: counted.courseTypes,
    statuses: counted.statuses,
    text: { invisible: inspector.invisible, lookAlikes, compared: inspector.lookAlikes?.compared ?? 0 },
    questions: questions.filter(({ code }) => !accepted.has(code)),
    warnings: [
      ...questions
        .filter(({ code }) => accepted.has(code))
        .map(({ code, message, columns: titles, row }) => ({ code, message, columns: titles, row })),
      ...columnWarnings(columns, type, texts),
      ...found.warnings,
      ...courseTypeWarnings(counted.courseTypes, texts),
      ...lookAlikeWarnings(lookAlikes, numberTitle, texts),
    ],
  };
}

async function encodingOf(
  { evidence, readAs: { dialect } }: FileInspector,
  detect: EncodingDetector,
): Promise<Inspection['encoding']> {
  const used = dialect.encoding;
  const valid = !evidence.isInvalid;
  const utf8 = evidence.isUtf8;
  let proposals: readonly Answer[] = [];
  const readBy = (encoding: Encoding) => exampleOf(evidence.sample(), encoding, dialect.delimiter);
  if (utf8 && used !== 'utf-8') {
    proposals = [{ parameter: 'encoding', value: 'utf-8', example: readBy('utf-8') }];
  } else if (!valid) {
    proposals = await proposeEncodings(evidence.sample(), dialect.delimiter, detect);
  }
  const { firstInvalidRow, firstBeyondAsciiRow } = evidence;
  return {
    used,
    byteOrderMark: dialect.bom,
    valid,
    utf8,
    firstInvalidRow,
    firstBeyondAsciiRow,
    example: valid && proposals.length > 0 ? readBy(used) : null,
    proposals,
  };
}

function dialectOf(inspector: FileInspector, trailer: boolean): Inspection['dialect'] {
  const { delimiter, lineEnd, separatorLine = false, quotedLines = false } = inspector.readAs.dialect;
  return { delimiter, lineEnd, separatorLine, quotedLines, trailer, rowsDelimiter: inspector.rowsDelimiter };
}

function countedValues(inspector: FileInspector): {
  courseTypes: CountedValues | null;
  statuses: readonly CountedValues[];
} {
  const typeOf = courseTypeLookup();
  const chosenType = chosenCourseTypes(inspector.readAs.choices.courseTypes);
  let courseTypes: CountedValues | null = null;
  const statuses: CountedValues[] = [];
  for (const { title, column, values } of inspector.counted) {
    const counted = {
      title,
      values: values.entries().map(([value, rows]) => ({
        value,
        rows,
        readAs: column === undefined ? null : (chosenType(value) ?? typeOf(value) ?? null),
      })),
      otherRows: values.otherRows,
    };
    if (column === undefined) statuses.push(counted);
    else courseTypes = counted;
  }
  return { courseTypes, statuses };
}
