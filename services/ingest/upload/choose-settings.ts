import { fileTitles } from '#shared/csv/file-titles.ts';
import type { Warning } from '#shared/csv/inspection/inspection.ts';
import { quoted } from '#shared/csv/inspection/texts.ts';
import { invalidParameter } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { choiceProblem, type ImportSettings } from '#shared/imports/import-settings.ts';
import {
  findMapping,
  findMappingFor,
  type SavedMapping,
  type UsedMapping,
} from '#shared/imports/saved-mappings.ts';
import { titleKeys } from '#shared/imports/title-keys.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Said, ServiceTexts } from '#shared/texts/texts-of.ts';
import type { InspectedFile } from '../inspect/inspect-file.ts';
import { findCorrected } from './find-corrected.ts';

/** What a file is read by, and where that comes from. */
export interface ChosenSettings {
  readonly settings: ImportSettings;
  /** The saved mapping that it comes from. */
  readonly mapping?: UsedMapping;
  /** The import that the file corrects. */
  readonly corrects?: string;
  /** A mapping that fits and was not asked for. */
  readonly fitting?: UsedMapping;
}

/** How long an upload that is stored waits for PostgreSQL to come back, as in accept-import.ts. */
const FIND_WITHIN_MS = 10_000;

/**
 * Takes a saved mapping for what the upload itself does not say.
 *
 * @param id of the mapping that the upload asks for
 * @throws Refusal `invalid-parameter` when there is none, or it does not go with the rest
 */
export async function withMapping(
  pool: Pool,
  tenant: string,
  settings: ImportSettings,
  id: string | undefined,
): Promise<ChosenSettings> {
  if (id === undefined) return { settings };
  const mapping = await asTenant(pool, tenant, (client) => findMapping(client, id));
  if (mapping === undefined) throw invalidParameter('mapping', 'must be the id of a saved mapping');
  const all = { ...mapping.settings, ...settings };
  const problem = choiceProblem(all, all.type);
  if (problem !== undefined) throw invalidParameter('mapping', problem);
  return { settings: all, mapping: usedMapping(mapping) };
}

/**
 * What a file that was seen is to be read by, where the upload does not say which column is what: a corrected error
 * file as the file that it comes from, a file that is checked by the saved mapping for its titles.
 */
export function settingsOfFile(
  pool: Pool,
  tenant: string,
  file: InspectedFile,
  { chosen, check }: { readonly chosen: ChosenSettings; readonly check: boolean },
): Promise<ChosenSettings> {
  const find = async (client: Queryable): Promise<ChosenSettings> => {
    const keys = titleKeys(fileTitles(file.header));
    const corrected = await findCorrected(client, keys.all, file);
    if (corrected !== undefined) {
      const { id, mapping } = corrected;
      const settings = combined(corrected.settings, chosen.settings);
      if (settings === undefined || chosen.mapping !== undefined) return { ...chosen, corrects: id };
      return { settings, corrects: id, ...(mapping === null ? {} : { mapping }) };
    }
    return hasChoices(chosen.settings) || chosen.mapping !== undefined
      ? chosen
      : withFitting(client, file, chosen.settings, { keys, check });
  };
  return retry(() => asTenant(pool, tenant, find), { signal: AbortSignal.timeout(FIND_WITHIN_MS) });
}

/**
 * What is said of a file that could not be inspected: where its header does not fit, and there is a saved mapping for
 * its titles, that too.
 *
 * @returns the error, or a Refusal in its place
 */
export async function withFittingMapping(
  pool: Pool,
  tenant: string,
  refused: { readonly error: unknown; readonly header: readonly string[]; readonly given: ChosenSettings },
): Promise<unknown> {
  const { error, header, given } = refused;
  if (!(error instanceof Refusal) || error.problemCode !== 'missing-column') return error;
  if (hasChoices(given.settings) || given.mapping !== undefined) return error;
  const mapping = await asTenant(pool, tenant, (client) =>
    findMappingFor(client, header, titleKeys(fileTitles(header))),
  );
  if (mapping === undefined) return error;
  const { id, name } = mapping;
  const detail: Said = (texts) => {
    const fits = texts.text('problems.mapping-fits', { id, name: quoted(texts, name) });
    return `${error.detailIn(texts.language)} ${fits}`;
  };
  return new Refusal(error.problemCode, detail, {
    extensions: error.extensions,
    cause: error,
  });
}

async function withFitting(
  client: Queryable,
  { header }: InspectedFile,
  settings: ImportSettings,
  { keys, check }: { readonly keys: ReturnType<typeof titleKeys>; readonly check: boolean },
): Promise<ChosenSettings> {
  const mapping = await findMappingFor(client, header, keys);
  const all = mapping === undefined ? undefined : combined(mapping.settings, settings);
  if (mapping === undefined || all === undefined) return { settings };
  return check
    ? { settings: all, mapping: usedMapping(mapping) }
    : { settings, fitting: usedMapping(mapping) };
}

/** What the upload says counts for more; undefined when both do not go together. */
function combined(saved: ImportSettings, settings: ImportSettings): ImportSettings | undefined {
  if (settings.type !== undefined && saved.type !== undefined && settings.type !== saved.type)
    return undefined;
  const all = { ...saved, ...settings };
  return choiceProblem(all, all.type) === undefined ? all : undefined;
}

function hasChoices({ columns, values, constants }: ImportSettings): boolean {
  return columns !== undefined || values !== undefined || constants !== undefined;
}

function usedMapping({ id, name, version }: SavedMapping): UsedMapping {
  return { id, name, version };
}

export function savedMappingWarning({ id, name }: UsedMapping, texts: ServiceTexts): Warning {
  return {
    code: 'saved-mapping',
    message: texts.text('problems.mapping-not-used', { id, name: quoted(texts, name) }),
    columns: [],
    row: null,
  };
}
