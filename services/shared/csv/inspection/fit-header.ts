import { type ColumnChoices, type HeaderMapping, matchHeader, recognizeRecordType } from '../header.ts';
import { RECORD_TYPES, type RecordType, recordSchema } from '../record-types.ts';
import { headerProblem } from './header-problem.ts';
import type { OpenQuestion } from './inspection.ts';

export interface FittedHeader {
  /** Where there are questions, of the columns that fit. */
  readonly mapping: HeaderMapping;
  readonly questions: readonly OpenQuestion[];
}

/** What is shown of a file of which nobody can say what it holds. */
const ANY_TYPE: RecordType = 'courses';

/**
 * Reads a header as far as it fits, and asks about the rest. Without a type it is the one whose columns the header has.
 */
export function fitHeader(
  cells: readonly string[],
  type: RecordType | undefined,
  choices: ColumnChoices,
): FittedHeader {
  const chosen = type ?? typeOf(cells, choices);
  const found = matchHeader(cells, chosen ?? ANY_TYPE, choices);
  if (chosen === undefined) {
    const indexes = found.ok ? found.mapping.indexes : found.indexes;
    return { mapping: { type: ANY_TYPE, cells, indexes }, questions: [UNKNOWN_TYPE] };
  }
  if (found.ok) return { mapping: found.mapping, questions: [] };
  const { code, detail, columns } = headerProblem(cells, found, { ...choices, type: chosen });
  return {
    mapping: { type: chosen, cells, indexes: found.indexes },
    questions: [{ code, message: detail, columns, row: 0, answers: [] }],
  };
}

/** The type that the header fits or, when it fits none or both, is most likely meant for. */
function typeOf(cells: readonly string[], choices: ColumnChoices): RecordType | undefined {
  const fitting = RECORD_TYPES.filter((type) => matchHeader(cells, type, choices).ok);
  return fitting.length === 1 ? fitting[0] : recognizeRecordType(cells);
}

const UNKNOWN_TYPE: OpenQuestion = {
  code: 'unknown-type',
  message: `The titles do not say what the file holds: ${RECORD_TYPES.map((type) => recordSchema(type).name).join(' or ')}.`,
  columns: [],
  row: 0,
  answers: RECORD_TYPES.map((value) => ({ parameter: 'type', value, example: null })),
};
