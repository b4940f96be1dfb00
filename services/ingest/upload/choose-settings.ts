import { fileTitles } from '#shared/csv/file-titles.ts';
import type { Warning } from '#shared/csv/inspection/inspection.ts';
import { quote } from '#shared/csv/inspection/wording.ts';
import { invalidParameter } from '#shared/http/parameters.ts';
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
 * What a file that was seen is to be read by, where the upload does not say which column is what: a corrected error file as
 * the file that it comes from, a file that is checked by the saved mapping for its titles.
 */
export function settingsOfFile(
  pool: Pool,
  tenant: string,
  file: InspectedFile,
  { chosen, check }: { readonly chosen: ChosenSettings; readonly check: boolean },
): Promise<ChosenSettings> {
  return asTenant(pool, tenant, async (client) => {
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

export function savedMappingWarning({ id, name }: UsedMapping): Warning {
  return {
    code: 'saved-mapping',
    message: `The saved mapping ${quote(name)} fits the file and was not used. Upload it with mapping=${id} to use it.`,
    columns: [],
    row: null,
  };
}
