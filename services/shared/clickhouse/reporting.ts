/** The database that dashboards read, and its views (schemas/clickhouse/0011_reporting.sql, docs/reporting.md). */
export const REPORTING_DATABASE = 'reporting';
export const REPORTING_VIEWS = ['people', 'courses', 'certifications', 'imports', 'import_rows'] as const;

/** The settings profile of every account for dashboards. */
export const DASHBOARDS_PROFILE = 'dashboards';

/** A setting of the profile. */
export interface ProfileSetting {
  readonly name: string;
  /** The server's own where none is given. */
  readonly value?: number;
  /** Whether a client may choose another value: within bounds, or any. One that is not changeable stays as it is. */
  readonly changeable?: true | { readonly min: number; readonly max: number };
}

/** Longest time of a query, in seconds, unless the client asks for more. */
const MAX_SECONDS = 30;
/** Grafana gives its own time-out, a minute by default, and five seconds more with every query. */
const MAX_SECONDS_ASKED_FOR = 120;
/** Enough to export a year of a large tenant; more is taken in parts. */
const MAX_ROWS = 1_000_000;

/**
 * What an account for dashboards may do to the server that others use too. Nothing is written and nothing can be turned off;
 * what official clients send with every query, and what shapes an answer without costing anything, can be chosen.
 */
export const PROFILE_SETTINGS: readonly ProfileSetting[] = [
  { name: 'readonly', value: 1 },
  { name: 'allow_ddl', value: 0 },
  { name: 'allow_introspection_functions', value: 0 },
  // Answers and conditions that another account's query left behind.
  { name: 'use_query_cache', value: 0 },
  { name: 'use_query_condition_cache', value: 0 },
  // Otherwise the month of a day before 1970 is January 1970.
  { name: 'enable_extended_results_for_datetime_functions', value: 1, changeable: true },
  { name: 'max_memory_usage', value: 1_000_000_000 },
  { name: 'max_concurrent_queries_for_user', value: 4 },
  { name: 'max_execution_time', value: MAX_SECONDS, changeable: { min: 1, max: MAX_SECONDS_ASKED_FOR } },
  { name: 'max_result_rows', value: MAX_ROWS, changeable: { min: 1, max: MAX_ROWS } },
  { name: 'result_overflow_mode', changeable: true },
  { name: 'max_block_size', changeable: { min: 1, max: 1_000_000 } },
  { name: 'max_threads', changeable: { min: 1, max: 16 } },
  { name: 'session_timezone', changeable: true },
  { name: 'date_time_input_format', changeable: true },
  { name: 'date_time_output_format', changeable: true },
  { name: 'join_use_nulls', changeable: true },
  { name: 'log_comment', changeable: true },
  { name: 'output_format_json_quote_64bit_integers', changeable: true },
  { name: 'output_format_json_quote_decimals', changeable: true },
  { name: 'output_format_native_encode_types_in_binary_format', changeable: true },
  { name: 'output_format_binary_write_json_as_string', changeable: true },
  { name: 'output_format_native_write_json_as_string', changeable: true },
  { name: 'input_format_binary_read_json_as_string', changeable: true },
  { name: 'cancel_http_readonly_queries_on_client_close', changeable: true },
  { name: 'send_progress_in_http_headers', changeable: true },
  { name: 'http_headers_progress_interval_ms', changeable: true },
  { name: 'cast_string_to_dynamic_use_inference', changeable: true },
  { name: 'select_sequential_consistency', changeable: true },
  { name: 'limit', changeable: true },
  { name: 'enable_http_compression', changeable: true },
];

/** How much of an hour an account may keep the server busy. */
export const QUOTA_AN_HOUR = { queries: 20_000, executionSeconds: 1_800 } as const;

/** The name that a tenant's dashboards sign in with. */
export function dashboardsUser(slug: string): string {
  return `dashboards_${slug}`;
}
