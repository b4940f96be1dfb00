import type { Warning } from '../csv/inspection/inspection.ts';
import { personName } from '../people/name-sql.ts';
import type { Language } from '../texts/languages.ts';
import { DELAYED, type Delay, toDelay } from './delay.ts';
import type { ImportSettings } from './import-settings.ts';
import type { RowResult } from './row-results.ts';
import type { UsedMapping } from './saved-mappings.ts';

/** Each status of an import as people read it, by its code in the database. */
export const STATUS_TEXTS = {
  in_progress: 'In progress',
  complete_with_errors: 'Complete but with errors',
  complete: 'Complete',
  cancelled: 'Cancelled',
  checking: 'Checking',
  ready_to_import: 'Ready to import',
  needs_settings: 'Needs settings',
  needs_approval: 'Needs approval',
  discarded: 'Discarded',
} as const;

/** An import's status as it is stored. */
export type ImportStatus = keyof typeof STATUS_TEXTS;

/** An import's status as people and the HTTP interface see it; what was discarded does not exist for them. */
export type ImportStatusText = (typeof STATUS_TEXTS)[ImportStatus];

/** Statuses of imports that are not applied: nothing of them has been written. */
export const UNAPPLIED_STATUSES = [
  'checking',
  'ready_to_import',
  'needs_settings',
  'needs_approval',
] as const satisfies readonly ImportStatus[];

export function isUnapplied(status: ImportStatus): boolean {
  return (UNAPPLIED_STATUSES as readonly string[]).includes(status);
}

/** Whether an import of this status goes on by itself, with nobody doing anything. */
export function movesByItself(status: ImportStatusText): boolean {
  return status === STATUS_TEXTS.in_progress || status === STATUS_TEXTS.checking;
}

/** A condition in SQL: imports that people see, which are neither check runs nor discarded. */
export const VISIBLE_IMPORT = "check_of IS NULL AND status <> 'discarded'";

/** A condition in SQL: imports that write records, or did. */
export const APPLIED_IMPORT =
  "check_of IS NULL AND status IN ('in_progress', 'complete', 'complete_with_errors', 'cancelled')";

const IS_UNAPPLIED = `status IN (${UNAPPLIED_STATUSES.map((status) => `'${status}'`).join(', ')})`;

/**
 * An expression in SQL: the id under which the failures, and the results of rows, are stored that an import shows. Of one
 * that is not applied, it is its check run's, which has them as they would be, or null without one.
 */
export const FAILURES_OF = `CASE WHEN ${IS_UNAPPLIED} THEN check_run ELSE import_id END`;

/** The error file of an import in SQL; of one that is not applied, the file as it would be. */
export const SHOWN_ERROR_FILE = `CASE WHEN ${IS_UNAPPLIED}
    THEN (SELECT run.error_file_key FROM imports AS run WHERE run.import_id = imports.check_run)
    ELSE error_file_key END`;

/**
 * A condition in SQL: imports with a result for each row (of a check: what would become of it) that can still be read. Imports
 * of earlier versions and feeds have none; what a check has found under other settings does not count.
 */
export const HAS_RESULTS = `CASE
    WHEN ${IS_UNAPPLIED} THEN status IN ('ready_to_import', 'needs_approval') AND original_key IS NOT NULL
      AND EXISTS (SELECT FROM import_row_results WHERE import_row_results.import_id = imports.check_run)
    WHEN source = 'undo' THEN results IS NOT NULL
      AND EXISTS (SELECT FROM undo_records WHERE undo_records.import_id = imports.import_id)
    ELSE results IS NOT NULL AND original_key IS NOT NULL END`;

/** How many rows of a finished import came to what: the sum is its successes, or the records of an undo. */
export type ResultCounts = Readonly<Partial<Record<RowResult, number>>>;

/** An import as the HTTP interface shows it (../../../schemas/http). */
export interface ImportView {
  readonly id: string;
  readonly type: 'courses' | 'certifications';
  readonly source: 'file' | 'feed' | 'undo';
  readonly fileName: string | null;
  readonly initiatedBy: string;
  /** null where it is a program's id, or nobody's username any more */
  readonly initiatedByName: string | null;
  /** what its reasons, error file and e-mails are written in */
  readonly language: Language;
  readonly status: ImportStatusText;
  /** what it waits for when it has not moved for half a minute, since a server is unavailable */
  readonly delayed: Delay | null;
  readonly sameFileAs: string | null;
  /** of an undo: the import that it takes back, or of which it takes one record back */
  readonly undoes: string | null;
  /** of an undo that takes one record back */
  readonly ofOneRecord?: true;
  /** the undo that has taken it back, or does */
  readonly undoneBy: string | null;
  /** until when it can be undone; null when it cannot */
  readonly undoableUntil: string | null;
  readonly total: number | null;
  readonly successes: number;
  readonly failures: number;
  /** of an undo: records that were changed since and stay as they are */
  readonly stayed?: number;
  readonly missing?: number;
  readonly unknown?: number;
  /** what was chosen; empty for a feed */
  readonly settings: ImportSettings;
  /** the saved mapping that was used */
  readonly mapping: UsedMapping | null;
  /** the import whose error file this file was made of */
  readonly corrects: string | null;
  /** the latest import that corrects this one */
  readonly correctedBy: string | null;
  /** what is worth saying of the file, though it is imported; up to 20 */
  readonly warnings: readonly Warning[];
  /** what its rows came to; null until it has finished, for feeds, and where that was not kept */
  readonly results: ResultCounts | null;
  readonly lastUpdated: string;
  readonly createdAt: string;
  readonly completedAt: string | null;
  readonly links: {
    readonly self: string;
    readonly events: string;
    readonly original: string | null;
    readonly errors: string | null;
    /** null while it is not known what became of each row, and where that was not kept */
    readonly results: string | null;
    /** null for feeds, and once the file was removed */
    readonly inspection: string | null;
    /** null for an import without a check */
    readonly check: string | null;
  };
}

/** A row of `imports` with {@link IMPORT_COLUMNS}. */
export interface ImportRow {
  readonly import_id: string;
  readonly type: ImportView['type'];
  readonly source: ImportView['source'];
  readonly file_name: string | null;
  readonly initiated_by: string;
  readonly initiated_by_name: string | null;
  readonly language: Language;
  readonly status: ImportStatus;
  readonly delayed: Delay | null;
  readonly same_file_as: string | null;
  readonly undoes: string | null;
  readonly is_of_record: boolean;
  readonly undone_by: string | null;
  readonly undoable_until: Date | null;
  readonly stayed: number | null;
  readonly total: number | null;
  readonly successes: number;
  readonly failures: number;
  readonly missing: number | null;
  readonly unknown: number;
  readonly settings: ImportSettings;
  readonly mapping: UsedMapping | null;
  readonly corrects: string | null;
  readonly corrected_by: string | null;
  readonly warnings: readonly Warning[];
  readonly results: ResultCounts | null;
  readonly last_updated: Date;
  readonly accepted_us: number;
  readonly completed_at: Date | null;
  readonly has_original: boolean;
  readonly has_errors: boolean;
  readonly has_results: boolean;
  readonly has_inspection: boolean;
  readonly has_check: boolean;
}

/**
 * What an import shows of its settings: long ones are left out, since lists have many imports and events many versions.
 */
const SHOWN_SETTINGS = `CASE WHEN length(settings::text) <= 8192 THEN settings
    ELSE settings - '{columns, values, constants}'::text[] END`;

/** The latest import of a file that was made of the import's error file. */
const CORRECTED_BY = `(SELECT later.import_id FROM imports AS later
    WHERE later.corrects = imports.import_id AND later.check_of IS NULL AND later.undone_by IS NULL AND later.status <> 'discarded'
    ORDER BY later.accepted_us DESC LIMIT 1)`;

/**
 * A condition in SQL, of a row of `imports`: what stood before its records may be gone from the history. Taken back, they
 * would be removed where something had stood before them.
 */
export const IS_HISTORY_GONE = `(imports.type = 'courses' AND imports.accepted_us < (SELECT since_us FROM history_kept))`;

const CAN_BE_UNDONE = `imports.source <> 'undo' AND imports.feed_day IS NULL AND imports.undone_by IS NULL
    AND imports.status IN ('complete', 'complete_with_errors', 'cancelled') AND NOT ${IS_HISTORY_GONE}`;

/** Until when an import can be undone that can be; `undoRefusal` says why another one cannot. */
const UNDOABLE_UNTIL = `(SELECT until FROM tenants,
      LATERAL (SELECT imports.completed_at + make_interval(days => undo_days) AS until) AS period
    WHERE tenants.tenant_id = imports.tenant_id AND ${CAN_BE_UNDONE} AND until > now())`;

/** The select list that {@link toImportView} needs; of the table by its own name. */
export const IMPORT_COLUMNS = `import_id, type, source, file_name, initiated_by,
   ${personName('imports', 'initiated_by')} AS initiated_by_name, language, status, ${DELAYED} AS delayed, same_file_as, undoes,
  undo_of_record IS NOT NULL AS is_of_record, undone_by, ${UNDOABLE_UNTIL} AS undoable_until, stayed, total, successes,
  failures, missing, unknown,
  ${SHOWN_SETTINGS} AS settings, mapping, corrects, ${CORRECTED_BY} AS corrected_by, warnings, results,
  ${HAS_RESULTS} AS has_results, last_updated, accepted_us, completed_at, original_key IS NOT NULL AS has_original,
  ${SHOWN_ERROR_FILE} IS NOT NULL AS has_errors, inspection IS NOT NULL AS has_inspection,
  check_run IS NOT NULL OR status = 'needs_settings' AS has_check`;

export function toImportView(row: ImportRow): ImportView {
  const self = `/api/imports/${row.import_id}`;
  return {
    id: row.import_id,
    type: row.type,
    source: row.source,
    fileName: row.file_name,
    initiatedBy: row.initiated_by,
    initiatedByName: row.initiated_by_name,
    language: row.language,
    status: STATUS_TEXTS[row.status],
    delayed: toDelay(row.delayed),
    sameFileAs: row.same_file_as,
    undoes: row.undoes,
    ...(row.is_of_record ? { ofOneRecord: true } : {}),
    undoneBy: row.undone_by,
    undoableUntil: row.undoable_until?.toISOString() ?? null,
    total: row.total,
    successes: row.successes,
    failures: row.failures,
    ...(row.stayed === null ? {} : { stayed: row.stayed }),
    ...(row.missing === null ? {} : { missing: row.missing }),
    ...(row.unknown === 0 ? {} : { unknown: row.unknown }),
    settings: row.settings,
    mapping: row.mapping,
    corrects: row.corrects,
    correctedBy: row.corrected_by,
    warnings: row.warnings,
    results: row.results,
    lastUpdated: row.last_updated.toISOString(),
    createdAt: formatMicroseconds(row.accepted_us),
    completedAt: row.completed_at?.toISOString() ?? null,
    links: {
      self,
      events: `${self}/events`,
      original: row.has_original ? `${self}/original` : null,
      errors: row.has_errors ? `${self}/errors` : null,
      results: row.has_results ? `${self}/results` : null,
      inspection: row.has_inspection ? `${self}/inspection` : null,
      check: row.has_check ? `${self}/check` : null,
    },
  };
}

/** Microseconds since 1970 as RFC 3339 with all six digits: no two imports of a tenant share one. */
export function formatMicroseconds(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1_000);
  const rest = String(microseconds % 1_000).padStart(3, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${rest}Z`);
}
