import type { ImportSettings } from '#shared/imports/import-settings.ts';
import {
  chooseOnePartition,
  chooseSpread,
  isInOrder,
  keptRecords,
  latestDateOnEarth,
  type ParseSettings,
  rowChoices,
} from '#shared/imports/parse-settings.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { FileInspection, type InspectedFile, type InspectionOptions } from './inspect-file.ts';

/**
 * Inspects a file that is stored. An error file of ours is UTF-8, whatever its original was; that it is one is known
 * only at its end.
 *
 * @throws what the store throws, or a Refusal of the file
 */
export async function inspectStored(
  store: ObjectStore,
  key: string,
  options: InspectionOptions,
): Promise<InspectedFile> {
  const inspection = new FileInspection(options);
  for await (const _ of inspection.through(await store.read(key)));
  const { inspected } = inspection;
  return inspected.isOwnUtf8 ? inspectStored(store, key, { ...options, encoding: 'utf-8' }) : inspected;
}

/** What reading a file again depends on, as it was inspected under these settings, frozen now. */
export function parseSettingsOf(
  file: InspectedFile,
  settings: ImportSettings,
  partitions: number,
): ParseSettings {
  const kept = keptRecords(file.inspection.type, settings);
  return {
    dialect: file.dialect,
    dateFormat: file.inspection.dates.used,
    columns: file.columns,
    ...rowChoices(settings),
    ...kept,
    today: latestDateOnEarth(new Date()),
    ...(isInOrder(kept) ? chooseOnePartition(partitions) : chooseSpread(partitions)),
  };
}
