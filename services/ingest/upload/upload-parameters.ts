import type { Request } from 'express';
import { z } from 'zod';
import { DATE_FORMATS } from '#shared/csv/date-formats.ts';
import { isQuestionCode, QUESTION_CODES } from '#shared/csv/inspection/inspection.ts';
import { isRecordType, RECORD_TYPES, type RecordType } from '#shared/csv/record-types.ts';
import { ENCODINGS } from '#shared/csv/text-decoder.ts';
import { invalidParameter, readQuery } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import {
  choiceProblem,
  delimiterSetting,
  type ImportSettings,
  parseImportSettings,
} from '#shared/imports/import-settings.ts';
import { message } from '#shared/texts/texts-of.ts';

/** What an upload says about its file in its address and headers. */
export interface UploadParameters {
  readonly settings: ImportSettings;
  /** Whether the file is to be checked, and imported only when that is asked for. */
  readonly check: boolean;
  /** The id of the saved mapping that is to be used. */
  readonly mapping: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/** A key is an identifier; a longer one is a mistake of the client that it should hear of. */
const MAX_KEY_LENGTH = 255;

function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return z.enum(choices, `must be one of ${choices.join(', ')}, and given once`).exactOptional();
}

/** `accept=encoding&accept=date-format`, or both with a comma between them. */
const accept = z.unknown().transform((given, context) => {
  const codes = [given].flat().flatMap((text) => (typeof text === 'string' ? text.split(',') : ['']));
  if (codes.every(isQuestionCode)) return [...new Set(codes)];
  const message = `must be one or more of ${QUESTION_CODES.join(', ')}`;
  context.issues.push({ code: 'custom', message, input: given });
  return z.NEVER;
});

const parameters = z.object({
  type: z.enum(RECORD_TYPES).exactOptional(),
  dateFormat: oneOf(DATE_FORMATS),
  encoding: oneOf(ENCODINGS),
  delimiter: delimiterSetting.exactOptional(),
  accept: accept.exactOptional(),
});

const CHECK = 'must be true or false, and given once';
const MAPPING = 'must be the id of a saved mapping, and given once';
const way = z.object({
  mapping: z.guid(MAPPING).toLowerCase().exactOptional(),
  check: z
    .enum(['true', 'false'], CHECK)
    .default('false')
    .transform((given) => given === 'true'),
});

const KNOWN = [...Object.keys(parameters.shape), ...Object.keys(way.shape)];

/** @throws Refusal `unknown-type` for a type that there is none, or `invalid-parameter` */
export function readUploadParameters(request: Request): UploadParameters {
  const { type } = request.query;
  if (type !== undefined && (typeof type !== 'string' || !isRecordType(type))) throw unknownType();
  // One that is mistyped, or that another version knows, would otherwise import the file in another way than was meant.
  const unknown = Object.keys(request.query).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new Refusal(
      'invalid-parameter',
      `There is no parameter ${unknown.slice(0, 50)}; there are ${KNOWN.join(', ')}.`,
    );
  }
  const settings = readQuery(request, parameters);
  const key = request.get('idempotency-key');
  if (key !== undefined && key.length > MAX_KEY_LENGTH) {
    throw new Refusal('invalid-parameter', `Idempotency-Key is longer than ${MAX_KEY_LENGTH} characters.`);
  }
  const { check, mapping } = readQuery(request, way);
  return { settings, check, mapping, idempotencyKey: key === '' ? undefined : key };
}

/**
 * Brings together what an upload says in its address and in its part `settings`. Of one thing said twice, one would be
 * ignored.
 *
 * @param part as it was sent; undefined when there is none
 * @throws Refusal `invalid-parameter`
 */
export function withSettingsPart(settings: ImportSettings, part: string | undefined): ImportSettings {
  if (part === undefined) return settings;
  const given = parseImportSettings(part);
  const twice = Object.keys(given).find((name) => Object.hasOwn(settings, name));
  if (twice !== undefined)
    throw invalidParameter(twice, 'must be given in the address or in the settings, not in both');
  const all = { ...settings, ...given };
  const problem = choiceProblem(all, all.type);
  if (problem !== undefined) throw invalidParameter('settings', problem);
  return all;
}

/** @throws Refusal `unknown-type` when the settings have none */
export function requireType({ type }: ImportSettings): void {
  if (type === undefined) throw unknownType();
}

/** @throws Refusal `invalid-parameter` when the settings name fields that the type does not have */
export function requireFields(settings: ImportSettings, type: RecordType): void {
  const problem = choiceProblem(settings, type);
  if (problem !== undefined) throw invalidParameter('settings', problem);
}

function unknownType(): Refusal {
  return new Refusal('unknown-type', message('problems.unknown-type'));
}
