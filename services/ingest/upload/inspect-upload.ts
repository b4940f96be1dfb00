import { isSameChoice } from '#shared/imports/import-settings.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';
import { FileInspection, type InspectedFile, inspectionOptions } from '../inspect/inspect-file.ts';
import { inspectStored } from '../inspect/inspect-stored.ts';
import {
  type ChosenSettings,
  savedMappingWarning,
  settingsOfFile,
  withFittingMapping,
} from './choose-settings.ts';
import type { Original } from './store-original.ts';
import type { Tenant } from './tenant.ts';
import type { FormFile } from './upload-form.ts';

export interface UploadedFile {
  readonly tenant: Tenant;
  readonly file: FormFile;
  readonly original: Original;
  /** What the upload says. */
  readonly given: ChosenSettings;
  readonly check: boolean;
  /** What is asked and said of the file is written in it. */
  readonly language: Language;
}

/**
 * Stores a file while it is inspected. Where it turns out to be one for which settings are kept, it is inspected again,
 * by them.
 *
 * @throws Refusal of the file, or what the store or PostgreSQL throws
 */
export async function inspectUpload(
  { pool, store }: { readonly pool: Pool; readonly store: ObjectStore },
  { tenant, file, original, given, check, language }: UploadedFile,
): Promise<{ readonly inspected: InspectedFile; readonly chosen: ChosenSettings }> {
  const optionsOf = ({ settings, mapping }: ChosenSettings) => ({
    ...inspectionOptions(settings, { check, isSaved: mapping !== undefined, language }),
    maxBytes: tenant.maxFileBytes,
    maxRows: tenant.maxFileRows,
  });
  const options = optionsOf(given);
  const inspection = new FileInspection(options);
  try {
    await original.write(inspection.through(file.bytes));
  } catch (error) {
    throw await withFittingMapping(pool, tenant.slug, { error, header: inspection.header, given });
  }
  // Whoever corrects an error file still has chosen what its original was.
  const first = inspection.inspected.isOwnUtf8
    ? await inspectStored(store, original.key, { ...options, encoding: 'utf-8' })
    : inspection.inspected;
  const chosen = await settingsOfFile(pool, tenant.slug, first, { chosen: given, check });
  const inspected = isSameChoice(chosen.settings, given.settings)
    ? first
    : await inspectStored(store, original.key, optionsOf(chosen));
  if (inspected.headerRefusal !== undefined) throw inspected.headerRefusal;
  return { inspected: withHint(inspected, chosen, language), chosen };
}

function withHint(file: InspectedFile, { fitting }: ChosenSettings, language: Language): InspectedFile {
  if (fitting === undefined) return file;
  const { inspection } = file;
  const warnings = [savedMappingWarning(fitting, textsOf(language)), ...inspection.warnings];
  return { ...file, inspection: { ...inspection, warnings } };
}
