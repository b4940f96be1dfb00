import { CERTIFICATION_COLUMNS, COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';

/** How a table of the mirror comes from PostgreSQL. */
export interface MirrorTable {
  readonly name: string;
  /** Its columns, each with the expression that gives it. */
  readonly columns: Readonly<Record<string, string>>;
  /** PostgreSQL's primary key, by which it is read page by page. */
  readonly key: readonly { readonly column: string; readonly type: string }[];
  /**
   * Whether `version` comes from the sequence `record_version`, so that everything above a value of it is known to be
   * younger.
   */
  readonly versioned: boolean;
}

function same(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

/**
 * The tables of schemas/clickhouse that say what PostgreSQL says. `course_history` is not among them: what an
 * overwrite replaced is nowhere else, and is kept as it is.
 */
export const MIRROR_TABLES: readonly MirrorTable[] = [
  {
    name: 'course_records',
    columns: same(...COURSE_COLUMNS),
    key: [
      { column: 'tenant_id', type: 'int' },
      { column: 'person_id', type: 'bigint' },
      { column: 'course_number', type: 'text' },
    ],
    versioned: true,
  },
  {
    name: 'certification_records',
    columns: same(...CERTIFICATION_COLUMNS),
    key: [
      { column: 'tenant_id', type: 'int' },
      { column: 'person_id', type: 'bigint' },
      { column: 'record_id', type: 'bigint' },
    ],
    versioned: true,
  },
  {
    name: 'people',
    columns: {
      ...same(
        'tenant_id',
        'person_id',
        'username',
        'employee_id',
        'first_name',
        'last_name',
        'email',
        'role',
      ),
      version: 'people_version',
    },
    key: [
      { column: 'tenant_id', type: 'int' },
      { column: 'person_id', type: 'bigint' },
    ],
    versioned: false,
  },
  {
    name: 'imports',
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
    key: [{ column: 'import_id', type: 'uuid' }],
    versioned: false,
  },
];
