import { parseArgs } from 'node:util';
import { DATE_FORMATS, type DateFormat, isDateFormat } from '#shared/csv/date-formats.ts';
import { type Delimiter, isDelimiter } from '#shared/csv/dialect.ts';
import { isQuestionCode, QUESTION_CODES, type QuestionCode } from '#shared/csv/inspection/inspection.ts';
import { RECORD_TYPES, type RecordType } from '#shared/csv/record-types.ts';
import { ENCODINGS, type Encoding, isEncoding } from '#shared/csv/text-decoder.ts';
import { DELIMITER_NAMES } from '#shared/imports/import-settings.ts';
import { resolveFile } from '../config.ts';
import { UsageError } from '../run-command.ts';
import type { AccessOptions } from './access.ts';

export const USAGE = `npm run import -- <file.csv> --type ${RECORD_TYPES.join('|')} [--check [--yes] | --wait]
         [--settings <file.json>] [--tenant <slug>] [--portal <url>] [--token-url <url>] [--client-id <id>]
         [--date-format ${DATE_FORMATS.join('|')}]
         [--encoding ${ENCODINGS.join('|')}]
         [--delimiter '${DELIMITER_NAMES.join("'|'")}'] [--accept ${QUESTION_CODES.join('|')}]...`;

/** What is said about the file; what is undefined is left to the portal, which may know it from elsewhere. */
export interface FileOptions {
  readonly type: RecordType | undefined;
  readonly encoding: Encoding | undefined;
  readonly dateFormat: DateFormat | undefined;
  readonly delimiter: Delimiter | undefined;
  readonly accepted: ReadonlySet<QuestionCode>;
  /** The path of a file of ImportSettings (schemas/http) as JSON; what it says must not be said by the options above. */
  readonly settings: string | undefined;
}

export interface Arguments {
  readonly file: string;
  readonly access: AccessOptions;
  readonly wait: boolean;
  /** Says what the file is and would do before it is imported. */
  readonly check: boolean;
  /** Imports what was checked unasked. */
  readonly yes: boolean;
  readonly options: FileOptions;
}

/** @throws UsageError */
export function readArguments(): Arguments {
  const { values, positionals } = parseArgs({
    options: {
      type: { type: 'string' },
      wait: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      settings: { type: 'string' },
      tenant: { type: 'string', default: 'acme' },
      portal: { type: 'string' },
      'token-url': { type: 'string' },
      'client-id': { type: 'string' },
      'date-format': { type: 'string' },
      encoding: { type: 'string' },
      delimiter: { type: 'string' },
      accept: { type: 'string', multiple: true },
    },
    allowPositionals: true,
  });
  const { type, settings, tenant, portal, wait, check, yes, encoding, delimiter, accept = [] } = values;
  const { 'date-format': dateFormat, 'token-url': tokenUrl, 'client-id': clientId } = values;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file.');
  const recordType = RECORD_TYPES.find((one) => one === type);
  // The header of a file that is checked says it, and settings may.
  if (recordType === undefined && (type !== undefined || !(check || settings !== undefined)))
    throw new UsageError(`--type must be ${RECORD_TYPES.join(' or ')}.`);
  if (check && wait) throw new UsageError('--check waits anyway.');
  if (yes && !check) throw new UsageError('--yes goes with --check.');
  if (dateFormat !== undefined && !isDateFormat(dateFormat)) throw oneOf('--date-format', DATE_FORMATS);
  if (encoding !== undefined && !isEncoding(encoding)) throw oneOf('--encoding', ENCODINGS);
  if (delimiter !== undefined && delimiter !== 'tab' && !isDelimiter(delimiter))
    throw oneOf('--delimiter', DELIMITER_NAMES);
  const codes = accept.flatMap((code) => code.split(','));
  if (!codes.every(isQuestionCode)) throw oneOf('--accept', QUESTION_CODES);
  return {
    file: resolveFile(file),
    access: { portal, tenant, tokenUrl, clientId },
    wait,
    check,
    yes,
    options: {
      type: recordType,
      dateFormat,
      encoding,
      delimiter: delimiter === 'tab' ? '\t' : delimiter,
      accepted: new Set(codes),
      settings: settings === undefined ? undefined : resolveFile(settings),
    },
  };
}

function oneOf(name: string, allowed: readonly string[]): UsageError {
  return new UsageError(`${name} must be one of ${allowed.join(', ')}.`);
}
