import { queryOptions } from '@tanstack/react-query';
import { fileTitles } from '#shared/csv/file-titles.ts';
import { getJson, postJson, putJson } from './client.ts';
import type { ImportSettings, MappingSettings, MappingSummary, SavedMapping } from './types.ts';

const LIST = '/api/mappings';

/** More than these are not looked through for one that fits a file. */
const MAX_CANDIDATES = 30;

/** The saved mappings for files with these titles, the one that was changed last first. */
export function mappingsForQuery(titles: readonly string[]) {
  const wanted = fileTitles(titles);
  return queryOptions({
    queryKey: ['mappings', 'for', wanted.all],
    queryFn: async ({ signal }) => {
      const { items } = await listMappings(signal);
      const latest = items
        .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
        .slice(0, MAX_CANDIDATES);
      const mappings = await Promise.all(latest.map(({ id }) => getMapping(id, signal)));
      return mappings.filter((mapping) => isFor(mapping, wanted));
    },
    staleTime: 30_000,
  });
}

/** The names of all saved mappings. */
export const mappingListQuery = queryOptions({
  queryKey: ['mappings', 'list'],
  queryFn: async ({ signal }) => (await listMappings(signal)).items,
  staleTime: 30_000,
});

function isFor({ titles, columns = {} }: SavedMapping, wanted: ReturnType<typeof fileTitles>): boolean {
  if (titles !== null) return isSame(fileTitles(titles).all, wanted.all);
  const { own } = fileTitles(Object.keys(columns));
  return own.length > 0 && isSame(own, wanted.own);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((title, index) => title === others[index]);
}

/** What of an import's settings is saved for the next file of its kind. */
export function mappingSettings(settings: ImportSettings): MappingSettings {
  const { columns, values, constants, dateFormat, encoding } = settings;
  const all = { columns, values, constants, dateFormat, encoding };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export interface NewMapping {
  readonly name: string;
  readonly titles: readonly string[];
  readonly settings: ImportSettings;
}

export function saveMapping({ name, titles, settings }: NewMapping): Promise<SavedMapping> {
  return postJson(LIST, { name, titles, ...mappingSettings(settings) });
}

/** Replaces the mapping that has the name already. */
export async function replaceMapping({ name, titles, settings }: NewMapping): Promise<SavedMapping> {
  const { items } = await listMappings();
  const saved = items.find((mapping) => mapping.name === name.trim().normalize('NFC'));
  if (saved === undefined) return saveMapping({ name, titles, settings });
  const { id, version } = saved;
  return putJson(`${LIST}/${id}`, { version, name, titles, ...mappingSettings(settings) });
}

function listMappings(signal?: AbortSignal): Promise<{ readonly items: readonly MappingSummary[] }> {
  return getJson(LIST, signal);
}

function getMapping(id: string, signal: AbortSignal): Promise<SavedMapping> {
  return getJson(`${LIST}/${id}`, signal);
}
