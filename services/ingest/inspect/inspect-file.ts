import { createHash } from 'node:crypto';
import type { CsvRecord } from '#shared/csv/csv-record.ts';
import type { DateFormat } from '#shared/csv/date-formats.ts';
import type { Delimiter, Dialect } from '#shared/csv/dialect.ts';
import {
  type ColumnChoices,
  type HeaderMapping,
  matchHeader,
  trailingErrorsColumn,
} from '#shared/csv/header.ts';
import { headerSizeProblem, maxRowsOfWidth, titleCount } from '#shared/csv/header-size.ts';
import { concludeInspection } from '#shared/csv/inspection/conclude.ts';
import { FileScan } from '#shared/csv/inspection/file-scan.ts';
import { fitHeader } from '#shared/csv/inspection/fit-header.ts';
import { headerProblem } from '#shared/csv/inspection/header-problem.ts';
import type { Inspection, OpenQuestion, QuestionCode } from '#shared/csv/inspection/inspection.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import type { RowChoices } from '#shared/csv/row-choices.ts';
import type { Encoding } from '#shared/csv/text-decoder.ts';
import { LmsError } from '#shared/errors.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { type ImportSettings, typeOfChoices } from '#shared/imports/import-settings.ts';
import { rowChoices } from '#shared/imports/parse-settings.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message, type ServiceTexts, textsOf } from '#shared/texts/texts-of.ts';
import { detectInThread } from './detect-encodings.ts';

/** What is known of a file once all of it has been seen. */
export interface InspectedFile {
  readonly dialect: Dialect;
  /** For each of the type's columns, in the template's order, the index of its cell in the header, or -1. */
  readonly columns: readonly number[];
  /** Records after the header, counted as they will be numbered. */
  readonly total: number;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly inspection: Inspection;
  /** An error file of ours, which is UTF-8 whatever else was chosen; it was read as what was chosen. */
  readonly isOwnUtf8: boolean;
  /** The cells of its header. */
  readonly header: readonly string[];
  /** Why a file is refused whose header does not fit, unless it turns out which import it corrects. */
  readonly headerRefusal: Refusal | undefined;
}

export interface InspectionOptions extends ColumnChoices, RowChoices {
  /** Undefined only for a file that is checked: then it is the one whose columns the header has. */
  readonly type: RecordType | undefined;
  /** Whether a header that does not fit is a question, and not refused. */
  readonly check?: boolean;
  readonly encoding: Encoding;
  /** Undefined when nobody chose it. */
  readonly dateFormat: DateFormat | undefined;
  readonly delimiter: Delimiter | undefined;
  /** Questions that do not keep the file from being imported as it is. */
  readonly accepted: ReadonlySet<QuestionCode>;
  readonly maxBytes: number;
  readonly maxRows: number;
  /** Whether the choices come from a saved mapping. */
  readonly isSaved?: boolean;
  /** What is asked and said of the file is written in it. */
  readonly language: Language;
}

/** How a file is inspected by what was chosen of it. */
export function inspectionOptions(
  settings: ImportSettings,
  {
    check,
    isSaved = false,
    language,
  }: Pick<InspectionOptions, 'isSaved' | 'language'> & { readonly check: boolean },
): Omit<InspectionOptions, 'maxBytes' | 'maxRows'> {
  const { encoding = 'utf-8', dateFormat, delimiter, accept, columns } = settings;
  return {
    type: typeOfChoices(settings),
    check,
    encoding,
    dateFormat,
    delimiter,
    accepted: new Set(accept),
    isSaved,
    language,
    ...(columns === undefined ? {} : { columns }),
    ...rowChoices(settings),
  };
}

/**
 * Looks at a file while it passes by, keeping no more of it than its head and what its inspection finds, and refuses it as
 * soon as it is known to be none that we take. It reads with the same reader, in the same dialect, as the production of
 * its rows.
 */
export class FileInspection {
  readonly #options: InspectionOptions;
  readonly #hash = createHash('sha256');
  readonly #texts: ServiceTexts;
  readonly #scan: FileScan;
  #bytes = 0;
  #maxRows: number;
  #inspected: InspectedFile | undefined;
  #headerQuestions: readonly OpenQuestion[] = [];
  #headerRefusal: Refusal | undefined;
  #header: readonly string[] = [];

  constructor(options: InspectionOptions) {
    this.#options = options;
    this.#maxRows = options.maxRows;
    this.#texts = textsOf(options.language);
    this.#scan = new FileScan({
      ...options,
      choices: options,
      onHeader: (header) => this.#checkHeader(header),
      problem: ({ code, message: id }) => new Refusal(code, message(id)),
    });
  }

  /**
   * Passes the file's chunks on while they are looked at. The last thing it does is to check the file as a whole, so
   * that whoever stores what comes out has not finished when the file is refused at its very end.
   *
   * @throws what `chunks` throws, or Refusal `file-too-large`, `too-many-rows`, `not-csv`, `not-utf-8`,
   *   `header-too-large`, `missing-column`, `duplicate-column` or `no-records`
   */
  async *through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#push(chunk);
      yield chunk;
    }
    this.#inspected = await this.#end();
  }

  /** What is known of the file; to be asked for only once {@link through} has ended. */
  get inspected(): InspectedFile {
    if (this.#inspected === undefined)
      throw new LmsError('unexpected', 'The file has not been inspected to its end');
    return this.#inspected;
  }

  /** The cells of the header, once it has been seen, whether or not it fits. */
  get header(): readonly string[] {
    return this.#header;
  }

  #push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxBytes) throw fileTooLarge(this.#options.maxBytes);
    this.#hash.update(chunk);
    this.#scan.push(chunk);
    this.#checkRows();
  }

  async #end(): Promise<InspectedFile> {
    const { dialect, hasTrailer, isOwnUtf8, inspector } = this.#scan.end();
    this.#checkRows();
    if (inspector === undefined || inspector.rows === 0)
      throw new Refusal('no-records', message('problems.no-records'));
    const { accepted } = this.#options;
    const inspection = await concludeInspection(inspector, {
      accepted,
      hasTrailer,
      detect: detectInThread,
      texts: this.#texts,
    });
    return {
      dialect,
      columns: inspector.readAs.mapping.indexes,
      total: inspector.rows,
      bytes: this.#bytes,
      sha256: this.#hash.digest(),
      inspection: { ...inspection, questions: [...this.#headerQuestions, ...inspection.questions] },
      isOwnUtf8,
      header: this.#header,
      headerRefusal: this.#headerRefusal,
    };
  }

  #checkRows(): void {
    if (this.#scan.rows > this.#maxRows) throw tooManyRows(this.#maxRows);
  }

  #checkHeader(header: CsvRecord): HeaderMapping {
    const tooLarge = headerSizeProblem(header);
    if (tooLarge !== undefined) throw new Refusal('header-too-large', tooLarge);
    this.#header = header.cells;
    this.#maxRows = Math.min(this.#options.maxRows, maxRowsOfWidth(titleCount(header.cells)));
    const { type, check = false } = this.#options;
    if (check || type === undefined) {
      const { mapping, questions } = fitHeader(header.cells, {
        type,
        choices: this.#options,
        texts: this.#texts,
      });
      this.#headerQuestions = questions;
      return mapping;
    }
    const match = matchHeader(header.cells, type, this.#options);
    if (match.ok) return match.mapping;
    const { code, detail, ...extensions } = headerProblem(header.cells, match, { ...this.#options, type });
    const refusal = new Refusal(code, detail, { extensions });
    if (trailingErrorsColumn(header.cells) === -1) throw refusal;
    this.#headerRefusal = refusal;
    return { type, cells: header.cells, indexes: match.indexes };
  }
}

export function fileTooLarge(maxBytes: number): Refusal {
  const megabytes = maxBytes / (1024 * 1024);
  return new Refusal(
    'file-too-large',
    message('problems.file-too-large', { megabytes: Number(megabytes.toFixed(2)) }),
  );
}

function tooManyRows(maxRows: number): Refusal {
  return new Refusal('too-many-rows', message('problems.too-many-rows', { most: maxRows }));
}
