import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { courseTypeForm, courseTypeLookup } from '../csv/course-types.ts';
import { DATE_FORMATS, type DateFormat } from '../csv/date-formats.ts';
import { DELIMITERS, type Delimiter } from '../csv/dialect.ts';
import { type ColumnChoices, normalizeTitle } from '../csv/header.ts';
import { QUESTION_CODES, type QuestionCode } from '../csv/inspection/inspection.ts';
import { quote } from '../csv/inspection/wording.ts';
import { type Column, RECORD_TYPES, type RecordType, recordSchema } from '../csv/record-types.ts';
import { ENCODINGS, type Encoding } from '../csv/text-decoder.ts';
import { isBlank } from '../csv/white-space.ts';
import { invalidParameter } from '../http/parameters.ts';
import { isStorable, keyedTexts } from './keyed-texts.ts';

/** Course types by the file's values that stand for them. */
export interface ValueChoices {
  readonly courseType?: Readonly<Record<string, string>>;
}

/** What an uploader chooses about an import (schemas/http, ImportSettings); what is absent is as it is by default. */
export interface ImportSettings extends ColumnChoices {
  readonly type?: RecordType;
  readonly encoding?: Encoding;
  readonly delimiter?: Delimiter;
  readonly dateFormat?: DateFormat;
  readonly values?: ValueChoices;
  /** What a blank cell, or a column that the file lacks, does to the stored value; `clear` by default. */
  readonly blanks?: 'clear' | 'keep';
  /** Whether a row replaces a stored record of a later completion date; `overwrite` by default. */
  readonly olderRecords?: 'overwrite' | 'keep';
  /** Questions that do not matter to the uploader. */
  readonly accept?: readonly QuestionCode[];
}

/** The most bytes of settings as JSON: thousands of values, and no more than a form may hold beside its file. */
export const MAX_SETTINGS_BYTES = 512 * 1024;

/** As many as a file may have titles. */
const MAX_COLUMNS = 1_000;
const MAX_TITLE = 1_000;
const MAX_VALUES = 10_000;
/** As long as values are that an inspection counts one by one. */
const MAX_VALUE = 100;
const MAX_CONSTANTS = 100;
/** A constant of a column without a limit of its own. */
const MAX_CONSTANT = 100;

/** A tab is hard to type. */
const TAB_NAME = 'tab';

/** Delimiters as people and programs write them. */
export const DELIMITER_NAMES = [...DELIMITERS.filter((one) => one !== '\t'), TAB_NAME];

const COLUMNS = RECORD_TYPES.flatMap((type) => recordSchema(type).columns);
const FIELDS = [...new Set(COLUMNS.map(({ field }) => field))];
const FIELD = `must be one of ${FIELDS.join(', ')}`;

function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return z.enum(choices, `must be one of ${choices.join(', ')}`);
}

/** A delimiter as clients call it; in settings a tab may also be one. */
export const delimiterSetting = z
  .enum([...DELIMITERS, TAB_NAME], `must be one of ${DELIMITER_NAMES.join(', ')}`)
  .transform((given): Delimiter => (given === TAB_NAME ? '\t' : given));

const columns = keyedTexts({
  most: MAX_COLUMNS,
  maxLength: MAX_TITLE,
  formOf: normalizeTitle,
  value: z.enum(FIELDS, `${FIELD}, or null for a column that is not imported`).nullable(),
}).superRefine((given, context) => {
  const titles = new Map<string, string>();
  for (const [title, field] of Object.entries(given)) {
    if (field === null) continue;
    const other = titles.get(field);
    if (other !== undefined) {
      context.addIssue({
        code: 'custom',
        path: [title],
        message: `must be another field than ${quote(other)}, which is ${field} already`,
      });
    }
    titles.set(field, title);
  }
});

const courseTypeOf = courseTypeLookup();
const COURSE_TYPES = COLUMNS.flatMap(({ limits }) => limits.allowed ?? []).map(({ value }) => value);

/** A listed type or its meaning, as a file may have it; kept as it is stored. */
const courseType = z.unknown().transform((given, context) => {
  const type = typeof given === 'string' ? courseTypeOf(given) : undefined;
  if (type !== undefined) return type;
  context.issues.push({
    code: 'custom',
    message: `must be one of ${COURSE_TYPES.join(', ')}`,
    input: given,
  });
  return z.NEVER;
});

const constants = keyedTexts({
  most: MAX_CONSTANTS,
  maxLength: MAX_TITLE,
  formOf: (field) => field,
  value: z.string('must be text').refine((text) => !isBlank(text) && isStorable(text), 'must not be blank'),
}).superRefine((given, context) => {
  for (const [field, text] of Object.entries(given)) {
    const problem = constantProblem(field, text);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: [field], message: problem });
  }
});

function constantProblem(field: string, text: string): string | undefined {
  const column: Column | undefined = COLUMNS.find((one) => one.field === field);
  if (column === undefined) return FIELD.replace('must be', 'is no field; there are');
  if (column.format === 'course-type' && courseTypeOf(text) === undefined)
    return `must be one of ${COURSE_TYPES.join(', ')}`;
  const { maxLength = MAX_CONSTANT } = column.limits;
  return [...text.trim()].length > maxLength ? `must not be longer than ${maxLength} characters` : undefined;
}

/** What a saved mapping holds as well. */
export const MAPPING_SETTINGS = {
  columns: columns.exactOptional(),
  values: z
    .strictObject(
      {
        courseType: keyedTexts({
          most: MAX_VALUES,
          maxLength: MAX_VALUE,
          formOf: courseTypeForm,
          value: courseType,
        }).exactOptional(),
      },
      { error: objectError },
    )
    .exactOptional(),
  constants: constants.exactOptional(),
  dateFormat: oneOf(DATE_FORMATS).exactOptional(),
  encoding: oneOf(ENCODINGS).exactOptional(),
};

export const importSettings = z.strictObject(
  {
    type: oneOf(RECORD_TYPES).exactOptional(),
    delimiter: delimiterSetting.exactOptional(),
    ...MAPPING_SETTINGS,
    blanks: oneOf(['clear', 'keep']).exactOptional(),
    olderRecords: oneOf(['overwrite', 'keep']).exactOptional(),
    accept: z
      .array(
        z.enum(QUESTION_CODES, `must be one of ${QUESTION_CODES.join(', ')}`),
        'must be a list of questions',
      )
      .max(QUESTION_CODES.length, 'must name each question once')
      .exactOptional(),
  },
  { error: objectError },
);

/** What is wrong with an object that has others than its fields, or is none. */
export function objectError(issue: { readonly code?: string; readonly keys?: readonly string[] }): string {
  if (issue.code !== 'unrecognized_keys') return 'must be an object';
  return `must not have ${issue.keys?.map(quote).join(', ') ?? 'others'}`;
}

/**
 * Reads settings that a client sent.
 *
 * @param name what the client calls them
 * @throws Refusal `invalid-parameter` with the path of the first thing that is wrong
 */
export function readImportSettings(given: unknown, name = 'settings'): ImportSettings {
  const result = importSettings.safeParse(given);
  if (!result.success) throw settingsRefusal(result.error, name);
  const problem = choiceProblem(result.data, result.data.type);
  if (problem !== undefined) throw invalidParameter(name, problem);
  return result.data;
}

/** As {@link readImportSettings}, of settings as JSON text. */
export function parseImportSettings(text: string, name = 'settings'): ImportSettings {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw invalidParameter(name, 'must be JSON');
  }
  return readImportSettings(given, name);
}

/** Names the first thing that is wrong with its path: `settings.columns["Emp No"]`. */
export function settingsRefusal(error: z.ZodError, name: string): Error {
  const [issue] = error.issues;
  return invalidParameter(`${name}${pathOf(issue?.path ?? [])}`, issue?.message ?? 'is not as it must be');
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return /^[a-zA-Z]+$/.test(String(part)) ? `.${String(part)}` : `[${quote(String(part))}]`;
    })
    .join('');
}

/** What is wrong with the fields that settings name, if a type is known; undefined when nothing is. */
export function choiceProblem(
  settings: Pick<ImportSettings, 'columns' | 'values' | 'constants'>,
  type: RecordType | undefined,
): string | undefined {
  const chosen = Object.values(settings.columns ?? {}).filter((field) => field !== null);
  const given = Object.keys(settings.constants ?? {});
  const both = given.find((field) => chosen.includes(field));
  if (both !== undefined) return `must give ${both} a column or a constant, not both`;
  if (type === undefined) return undefined;
  const { columns: known } = recordSchema(type);
  const hasField = (field: string) => known.some((column) => column.field === field);
  const stranger = [...chosen, ...given].find((field) => !hasField(field));
  if (stranger !== undefined) return `must not name ${stranger}, which ${type} do not have`;
  if (settings.values?.courseType !== undefined && !hasField('courseType'))
    return `must not have values of courseType, which ${type} do not have`;
  return undefined;
}

/** Whether two choices are the same; what was stored can have other prototypes than what was sent. */
export function isSameChoice(one: object, other: object): boolean {
  const plain = (choice: unknown): unknown => JSON.parse(JSON.stringify(choice));
  return isDeepStrictEqual(plain(one), plain(other));
}

/** The type that the chosen fields are of, where only one has them all. */
export function typeOfChoices(settings: ImportSettings): RecordType | undefined {
  if (settings.type !== undefined) return settings.type;
  if (settings.columns === undefined && settings.constants === undefined) return undefined;
  const possible = RECORD_TYPES.filter((type) => choiceProblem(settings, type) === undefined);
  return possible.length === 1 ? possible[0] : undefined;
}
