import type { AuditEventView } from '#shared/audit/audit-view.ts';
import type { OpenQuestion } from '#shared/csv/inspection/inspection.ts';
import type { Column, RecordSchema, RecordType } from '#shared/csv/record-types.ts';
import type { Encoding } from '#shared/csv/text-decoder.ts';
import type { CheckSampleView, CheckView } from '#shared/imports/check-view.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import type { ImportStatusText, ImportView } from '#shared/imports/import-view.ts';
import type { RowResult } from '#shared/imports/row-results.ts';
import type { MappingSettings } from '#shared/imports/saved-mappings.ts';

/** The answers of the HTTP interface (schemas/http), as the pages use them. */

export type {
  AuditEventView,
  CheckSampleView,
  CheckView,
  Column,
  Encoding,
  ImportSettings,
  ImportStatusText,
  ImportView,
  MappingSettings,
  OpenQuestion,
  RecordSchema,
  RecordType,
  RowResult,
};

export interface AuditFilters {
  readonly actor?: string;
  readonly action?: string;
  readonly importId?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface Session {
  readonly tenant: { readonly slug: string; readonly name: string; readonly maxFileBytes: number };
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** One page of a list; `next` is the cursor of the page after it, or null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface ImportFilters {
  readonly fileName?: string;
  readonly type?: string;
  readonly status?: string;
  readonly initiatedBy?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Rows that follow each other, as a spreadsheet numbers them. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface FailureReason {
  /** by which its rows are asked for */
  readonly reason: string;
  readonly code: string;
  readonly columns: readonly string[];
  readonly title: string;
  readonly message: string;
  readonly count: number;
  /** of its first rows */
  readonly lines: readonly LineRange[];
}

export interface FailedRow {
  /** as a spreadsheet shows it; null for a feed, and once the file was removed */
  readonly line: number | null;
  /** null for a record of a feed that named no row */
  readonly rowNumber: number | null;
  readonly errors: string;
}

export interface Change {
  /** of the column in schemas/csv */
  readonly field: string;
  readonly from: string | number | null;
  readonly to: string | number | null;
}

/** What became of a row of an import, or of a record that an undo is about. */
export interface ResultRow {
  readonly line: number | null;
  readonly result: RowResult;
  /** null where the row does not say, or nobody is it */
  readonly personId: string | null;
  readonly courseNumber?: string | null;
  readonly certificationName?: string | null;
  readonly changes: readonly Change[];
  readonly errors: readonly {
    readonly code: string;
    readonly columns: readonly string[];
    readonly message: string;
  }[];
  /** of a record that an undo leaves as it is: the import that changed it since */
  readonly changedBy?: Pick<RecordImport, 'id' | 'fileName'> | null;
}

/** What an undo would do to the records of an import, or has done. */
export interface UndoPreview {
  readonly restored: number;
  readonly removed: number;
  readonly stayed: number;
  readonly until: string | null;
  readonly allowed: boolean;
  /** the code of the problem that an undo would be refused with */
  readonly refusal: string | null;
}

/** A failed row with its reasons, each by itself. */
export interface FailingRow {
  readonly line: number | null;
  readonly rowNumber: number | null;
  readonly errors: readonly Pick<FailureReason, 'code' | 'columns' | 'message'>[];
}

export interface ImportFailures {
  readonly reasons: readonly FailureReason[];
  readonly rows: readonly FailedRow[];
}

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly employeeId: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly role: 'admin' | 'learner';
}

/** A record by the fields of its columns in schemas/csv; those that the pages name are listed below. */
export type RecordFields = Readonly<Record<string, string | number | null>>;

export interface CourseRecord extends RecordFields {
  readonly courseNumber: string;
  readonly courseName: string;
  readonly importId: string | null;
}

export interface CertificationRecord extends RecordFields {
  readonly certificationName: string;
  readonly issueDate: string;
  readonly expirationDate: string | null;
  readonly importId: string | null;
  readonly recordId: string;
}

/** An import that wrote a record, or changed one. */
export interface RecordImport {
  readonly id: string;
  readonly source: ImportView['source'];
  readonly fileName: string | null;
  readonly createdAt: string;
  readonly undoneBy: string | null;
}

/** A course record as it is, or was at some time. */
export interface RecordState {
  readonly outcome: 'current' | 'replaced' | 'overtaken' | 'undone' | 'restored';
  readonly record: CourseRecord;
  readonly import: RecordImport | null;
  readonly replacedBy: RecordImport | null;
  readonly endedAt: string | null;
  readonly changes: readonly Change[];
  /** whether it comes back when the current record is undone */
  readonly restoredByUndo: boolean;
}

export interface Training {
  readonly courses: readonly CourseRecord[];
  readonly certifications: readonly CertificationRecord[];
  /** There only where there are more records than an answer has. */
  readonly next?: string;
}

export type ReportCell = string | number | null;
export type ReportRow = Readonly<Record<string, ReportCell>>;

export interface ReportColumn {
  readonly key: string;
  readonly title: string;
  readonly type: string;
}

/** Sums by the columns' keys. */
export type ReportTotals = Readonly<Record<string, number>>;

export interface ReportPage {
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  readonly total: number;
  /** the order that the rows are in, also where none was asked for */
  readonly sort: { readonly key: string; readonly order: 'asc' | 'desc' };
  readonly next: string | null;
  readonly totals?: ReportTotals | null;
}

export interface MappingSummary {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly updatedAt: string;
}

/** What was saved about the files of one kind. */
export interface SavedMapping extends MappingSummary, MappingSettings {
  /** the titles that the files have; null where they were not said */
  readonly titles: readonly string[] | null;
}
