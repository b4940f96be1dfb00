import { z } from 'zod';
import { normalizeTitle } from '#shared/csv/header.ts';
import { RECORD_TYPES } from '#shared/csv/record-types.ts';
import { invalidParameter } from '#shared/http/parameters.ts';
import {
  choiceProblem,
  MAPPING_SETTINGS,
  objectError,
  settingsRefusal,
} from '#shared/imports/import-settings.ts';
import { isStorable } from '#shared/imports/keyed-texts.ts';
import type { MappingSettings } from '#shared/imports/saved-mappings.ts';

/** What a client says of a mapping. */
export interface MappingBody {
  readonly name: string;
  /** the titles of the files that it is for */
  readonly titles: readonly string[] | undefined;
  readonly settings: MappingSettings;
}

const MAX_NAME = 200;
/** As many as a file may have. */
const MAX_TITLES = 1_000;
const MAX_TITLE = 1_000;
const NAME = `must be text of 1 to ${MAX_NAME} characters`;
const VERSION = 'must be the version that is changed';

const fields = {
  name: z.string(NAME).trim().min(1, NAME).max(MAX_NAME, NAME).refine(isStorable, NAME).normalize('NFC'),
  titles: z
    .array(
      z
        .string('must be text')
        .max(MAX_TITLE, 'must not be longer than 1,000 characters')
        .refine(isStorable, 'must be text without NUL'),
      'must be a list of titles',
    )
    .max(MAX_TITLES, 'must be 1,000 titles at most')
    .exactOptional(),
  ...MAPPING_SETTINGS,
};
const newMapping = z.strictObject(fields, { error: objectError });
const changedMapping = z.strictObject(
  {
    version: z
      .int(VERSION)
      .min(1, VERSION)
      .max(2 ** 31 - 1, VERSION),
    ...fields,
  },
  { error: objectError },
);

/** @throws Refusal `invalid-parameter` with the path of what is wrong */
export function readNewMapping(given: unknown): MappingBody {
  const result = newMapping.safeParse(given);
  if (!result.success) throw settingsRefusal(result.error, 'mapping');
  return bodyOf(result.data);
}

/** As {@link readNewMapping}, with the version that it is to replace. */
export function readChangedMapping(given: unknown): MappingBody & { readonly version: number } {
  const result = changedMapping.safeParse(given);
  if (!result.success) throw settingsRefusal(result.error, 'mapping');
  const { version, ...rest } = result.data;
  return { version, ...bodyOf(rest) };
}

function bodyOf({ name, titles, ...settings }: z.output<typeof newMapping>): MappingBody {
  const problems = RECORD_TYPES.map((type) => choiceProblem(settings, type));
  const [problem] = problems;
  if (problem !== undefined && problems.every((one) => one !== undefined))
    throw invalidParameter(
      'mapping',
      choiceProblem(settings, undefined) ?? 'must name fields of one type only',
    );
  const forms = new Set(titles?.map(normalizeTitle));
  const lacking = Object.keys(settings.columns ?? {}).find((title) => !forms.has(normalizeTitle(title)));
  if (titles !== undefined && lacking !== undefined)
    throw invalidParameter('mapping.titles', 'must have all titles that columns name');
  return { name, titles, settings };
}
