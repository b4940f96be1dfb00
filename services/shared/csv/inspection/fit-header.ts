import { type ColumnChoices, type HeaderMapping, matchHeader, recognizeRecordType } from '../header.ts';
import { RECORD_TYPES, type RecordType } from '../record-types.ts';
import { headerProblem } from './header-problem.ts';
import type { OpenQuestion } from './inspection.ts';
import type { InspectionTexts } from './texts.ts';

export interface FittedHeader {
  /** Where there are questions, of the columns that fit. */
  readonly mapping: HeaderMapping;
  readonly questions: readonly OpenQuestion[];
}

/** What is shown of a file of which nobody can say what it holds. */
const ANY_TYPE: RecordType = 'courses';

export interface FitOptions {
  /** Undefined for the one whose columns the header has. */
  readonly type: RecordType | undefined;
  readonly choices: ColumnChoices;
  /** What questions are written in. */
  readonly texts: InspectionTexts;
}

/** Reads a header as far as it fits, and asks about the rest. */
export function fitHeader(cells: readonly string[], { type, choices, texts }: FitOptions): FittedHeader {
  const chosen = type ?? typeOf(cells, choices);
  const found = matchHeader(cells, chosen ?? ANY_TYPE, choices);
  if (chosen === undefined) {
    const indexes = found.ok ? found.mapping.indexes : found.indexes;
    return { mapping: { type: ANY_TYPE, cells, indexes }, questions: [unknownType(texts)] };
  }
  if (found.ok) return { mapping: found.mapping, questions: [] };
  const { code, detail, columns } = headerProblem(cells, found, { ...choices, type: chosen });
  return {
    mapping: { type: chosen, cells, indexes: found.indexes },
    questions: [{ code, message: detail(texts), columns, row: 0, answers: [] }],
  };
}

/** The type that the header fits or, when it fits none or both, is most likely meant for. */
function typeOf(cells: readonly string[], choices: ColumnChoices): RecordType | undefined {
  const fitting = RECORD_TYPES.filter((type) => matchHeader(cells, type, choices).ok);
  return fitting.length === 1 ? fitting[0] : recognizeRecordType(cells);
}

function unknownType({ text }: InspectionTexts): OpenQuestion {
  return {
    code: 'unknown-type',
    message: text('inspection.unknown-type'),
    columns: [],
    row: 0,
    answers: RECORD_TYPES.map((value) => ({ parameter: 'type', value, example: null })),
  };
}
