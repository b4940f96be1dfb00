import {
  CERTIFICATION_COLUMNS,
  COURSE_COLUMNS,
  type Columns,
  HISTORY_COLUMNS,
} from '../clickhouse/mirror-columns.ts';
import { APPLIED_IMPORT } from '../imports/import-view.ts';

/** Expressions that mean the same in both databases. */
interface Compared {
  /** Parts of a tenant's rows, numbered, so that what differs is looked for in a part alone. */
  readonly bucket: string;
  /** What names a row, as text. */
  readonly key: string;
  readonly version: string;
}

/** How a table of the mirror comes from PostgreSQL. */
export interface MirrorTable {
  readonly name: string;
  /** PostgreSQL's table. */
  readonly source: string;
  /** Its columns, each with the expression that gives it. */
  readonly columns: Readonly<Record<string, string>>;
  /** A condition in SQL: which of PostgreSQL's rows the mirror has. */
  readonly mirrored: string;
  /**
   * SQL of PostgreSQL's: the compared version up to which aggregator has copied the table, where it copies it by itself. Rows
   * of a higher one are no difference when ClickHouse lacks them. Left out where aggregator writes rows as they come.
   */
  readonly copiedUpTo?: string;
  /** What names a row of PostgreSQL's, and has an index, by which it is read page by page. */
  readonly key: readonly { readonly column: string; readonly type: string }[];
  /**
   * Whether the compared version comes from the sequence `record_version`, so that everything above a value of it is known to be
   * younger.
   */
  readonly versioned: boolean;
  /** What finds few of its rows by an index. */
  readonly locator: { readonly column: 'person_id' | 'import_id'; readonly type: 'bigint' | 'uuid' };
  readonly compared: { readonly postgres: Compared; readonly clickhouse: Compared };
}

/**
 * Of a tenant with ten million records a part has ten thousand, few enough to be compared in memory. The numbers of all
 * parts are a small answer.
 */
const BY_PERSON = 'person_id % 1024';
const PERSON = { column: 'person_id', type: 'bigint' } as const;

function same(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

export const COURSE_RECORDS: MirrorTable = {
  name: 'course_records',
  source: 'course_records',
  columns: same(...COURSE_COLUMNS),
  mirrored: 'true',
  key: [
    { column: 'tenant_id', type: 'int' },
    { column: 'person_id', type: 'bigint' },
    { column: 'course_number', type: 'text' },
  ],
  versioned: true,
  locator: PERSON,
  compared: {
    postgres: { bucket: BY_PERSON, key: `person_id || ':' || course_number`, version: 'version' },
    clickhouse: {
      bucket: BY_PERSON,
      key: `concat(toString(person_id), ':', course_number)`,
      version: 'version',
    },
  },
};

export const CERTIFICATION_RECORDS: MirrorTable = {
  name: 'certification_records',
  source: 'certification_records',
  columns: same(...CERTIFICATION_COLUMNS),
  mirrored: 'true',
  key: [
    { column: 'tenant_id', type: 'int' },
    { column: 'person_id', type: 'bigint' },
    { column: 'record_id', type: 'bigint' },
  ],
  versioned: true,
  locator: PERSON,
  compared: {
    postgres: { bucket: BY_PERSON, key: `person_id || ':' || record_id`, version: 'version' },
    clickhouse: {
      bucket: BY_PERSON,
      key: `concat(toString(person_id), ':', toString(record_id))`,
      version: 'version',
    },
  },
};

export const COURSE_HISTORY: MirrorTable = {
  name: 'course_history',
  source: 'course_record_history',
  columns: {
    ...same(...HISTORY_COLUMNS),
    written_at: `to_char(written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
  },
  mirrored: 'true',
  copiedUpTo: '(SELECT version FROM history_mirror)',
  key: [
    { column: 'tenant_id', type: 'int' },
    { column: 'person_id', type: 'bigint' },
    { column: 'course_number', type: 'text' },
    { column: 'version', type: 'bigint' },
  ],
  versioned: true,
  locator: PERSON,
  compared: {
    postgres: {
      bucket: BY_PERSON,
      key: `person_id || ':' || version || ':' || course_number`,
      version: 'written_version',
    },
    clickhouse: {
      bucket: BY_PERSON,
      key: `concat(toString(person_id), ':', toString(version), ':', course_number)`,
      version: 'written_version',
    },
  },
};

export const PEOPLE: MirrorTable = {
  name: 'people',
  source: 'people',
  columns: {
    ...same('tenant_id', 'person_id', 'username', 'employee_id', 'first_name', 'last_name', 'email', 'role'),
    version: 'people_version',
  },
  mirrored: 'true',
  key: [
    { column: 'tenant_id', type: 'int' },
    { column: 'person_id', type: 'bigint' },
  ],
  versioned: false,
  locator: PERSON,
  compared: {
    postgres: { bucket: BY_PERSON, key: 'person_id::text', version: 'people_version' },
    clickhouse: { bucket: BY_PERSON, key: 'toString(person_id)', version: 'version' },
  },
};

export const IMPORTS: MirrorTable = {
  name: 'imports',
  source: 'imports',
  columns: {
    ...same(
      'tenant_id',
      'import_id',
      'type',
      'source',
      'status',
      'total',
      'successes',
      'failures',
      'revision',
    ),
    accepted_at: `to_char(to_timestamp(0) AT TIME ZONE 'UTC' + accepted_us * interval '1 microsecond', 'YYYY-MM-DD HH24:MI:SS.US')`,
  },
  mirrored: APPLIED_IMPORT,
  key: [{ column: 'import_id', type: 'uuid' }],
  versioned: false,
  locator: { column: 'import_id', type: 'uuid' },
  compared: {
    // A tenant has thousands of them at most.
    postgres: { bucket: '0', key: 'import_id::text', version: 'revision' },
    clickhouse: { bucket: '0', key: 'toString(import_id)', version: 'revision' },
  },
};

/** Tables of ClickHouse without which no import ends. Of the history, ClickHouse's copy is made beside imports. */
export const TABLES_OF_IMPORTS: readonly string[] = [
  ...[COURSE_RECORDS, CERTIFICATION_RECORDS, PEOPLE, IMPORTS].map(({ name }) => name),
  'deleted_people',
];

/** The columns that rows for the table have, in one order. */
export function columnsOf({ name, columns }: MirrorTable): Columns {
  const [first, ...others] = Object.keys(columns);
  if (first === undefined) throw new Error(`${name} has no columns`);
  return [first, ...others];
}

/** A select list of PostgreSQL that gives them. */
export function selectOf({ columns }: MirrorTable): string {
  return Object.entries(columns)
    .map(([column, expression]) => `${expression} AS ${column}`)
    .join(', ');
}

/** The tables of schemas/clickhouse that say what PostgreSQL says. */
export const MIRROR_TABLES: readonly MirrorTable[] = [
  COURSE_RECORDS,
  COURSE_HISTORY,
  CERTIFICATION_RECORDS,
  PEOPLE,
  IMPORTS,
];
