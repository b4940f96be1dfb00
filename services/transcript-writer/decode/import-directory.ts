import type { RecordType } from '#shared/csv/record-types.ts';
import {
  isInOrder,
  type KeptRecords,
  type ParseSettings,
  type Spread,
} from '#shared/imports/parse-settings.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Language } from '#shared/texts/languages.ts';
import type { ImportInfo } from '../write/row.ts';
import type { ValidationSettings } from './prepared-rules.ts';

/** What never changes about the import of a file, or about an undo, whose rows take the same way. */
export interface FileImport extends ImportInfo {
  readonly type: RecordType;
  /** What its rows are validated by; undefined for an undo, whose rows name records. */
  readonly validatedBy: ValidationSettings | undefined;
  /** Its position in the tenant's order of imports, in microseconds. */
  readonly acceptedUs: number;
  readonly spread: Spread;
}

/** Imports cached; more than run at once, few enough to be nothing beside a batch. */
const CACHE_SIZE = 10_000;

/** Finds imports of files, and undos, by id and caches them, since thousands of rows name the same one. */
export class ImportDirectory {
  #known = new Map<string, FileImport>();

  /** The cached ones. */
  get known(): ReadonlyMap<string, FileImport> {
    return this.#known;
  }

  /** Those of `importIds` that are imports of files or undos; those that are not cached are looked up in one statement. */
  async find(client: Queryable, importIds: ReadonlySet<string>): Promise<ReadonlyMap<string, FileImport>> {
    if (this.#known.size > CACHE_SIZE) this.#known = new Map();
    // Batches that wait below keep the map they began with.
    const known = this.#known;
    const missing = [...importIds].filter((id) => !known.has(id));
    if (missing.length === 0) return known;
    const { rows } = await client.query<{
      import_id: string;
      tenant_id: number;
      type: RecordType;
      accepted_us: number;
      language: Language;
      parse_settings: ParseSettings;
      is_check: boolean;
      undoes: string | null;
      undoes_added: boolean | null;
    }>(
      `SELECT import_id, tenant_id, type, accepted_us, language, parse_settings, check_of IS NOT NULL AS is_check, undoes, (
         SELECT type = 'courses' AND coalesce((undone.results ->> 'added')::bigint, 1) > 0
         FROM imports AS undone WHERE undone.import_id = imports.undoes) AS undoes_added
       FROM imports
       WHERE import_id = ANY($1::uuid[]) AND source IN ('file', 'undo')`,
      [missing],
    );
    for (const row of rows) {
      known.set(row.import_id, {
        importId: row.import_id,
        tenantId: row.tenant_id,
        type: row.type,
        language: row.language,
        isCheck: row.is_check,
        acceptedUs: row.accepted_us,
        kept: keptOf(row.parse_settings),
        spread: spreadOf(row.parse_settings),
        ...(row.undoes === null
          ? { validatedBy: validatedBy(row.type, row.language, row.parse_settings) }
          : { undoes: row.undoes, undoesAdded: row.undoes_added === true, validatedBy: undefined }),
      });
    }
    return known;
  }
}

// Without the rest of the settings, which can be long.

function validatedBy(
  type: RecordType,
  language: Language,
  { dateFormat, today }: ParseSettings,
): ValidationSettings {
  return { type, dateFormat, today, language };
}

function spreadOf({ partitions, rowsPerStripe, firstPartition = 0 }: ParseSettings): Spread {
  return { partitions, rowsPerStripe, firstPartition };
}

function keptOf({ blanks, olderRecords }: ParseSettings): KeptRecords | undefined {
  const kept = {
    ...(blanks === undefined ? {} : { blanks }),
    ...(olderRecords === undefined ? {} : { olderRecords }),
  };
  return isInOrder(kept) ? kept : undefined;
}
