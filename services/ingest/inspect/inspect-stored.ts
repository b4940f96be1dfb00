import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { chooseSpread, latestDateOnEarth, type ParseSettings } from '#shared/imports/parse-settings.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { FileInspection, type InspectedFile, type InspectionOptions } from './inspect-file.ts';

interface Limits {
  readonly maxFileBytes: number;
  readonly maxFileRows: number;
}

/** How a file is inspected under what was chosen for it. */
export function inspectionOptions(
  { type, encoding, dateFormat, delimiter, accept }: ImportSettings,
  limits: Limits,
  { check }: { readonly check: boolean },
): InspectionOptions {
  return {
    type,
    check,
    encoding: encoding ?? 'utf-8',
    dateFormat,
    delimiter,
    accepted: new Set(accept),
    maxBytes: limits.maxFileBytes,
    maxRows: limits.maxFileRows,
  };
}

/**
 * Inspects a file that is stored. An error file of ours is UTF-8, whatever its original was; that it is one is known only at
 * its end.
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

/** What reading an inspected file again depends on, frozen now. */
export function parseSettingsOf(file: InspectedFile, partitions: number): ParseSettings {
  return {
    dialect: file.dialect,
    dateFormat: file.inspection.dates.used,
    columns: file.columns,
    today: latestDateOnEarth(new Date()),
    ...chooseSpread(partitions),
  };
}
