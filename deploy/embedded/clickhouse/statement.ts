import { type Insert, RAW_FORMATS, type RawFormat } from './engine.ts';
import type { ParsedRequest } from './request.ts';

/** `INSERT INTO [TABLE] [database.]table [(columns)] FORMAT name`, with nothing behind: the body is the data. */
const PLAIN_INSERT =
  /^\s*INSERT\s+INTO\s+(?:TABLE\s+)?(?<table>[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)?)\s*(?:\((?<columns>[\w\s,]+)\))?\s*FORMAT\s+(?<format>\w+)\s*;?\s*$/i;
const NAMED_FORMAT = /\bFORMAT\s+(\w+)\s*;?\s*$/i;
const READS = /^\s*(?:SELECT|WITH)\b/i;
/** Formats of one line a row and no header: results in these can be sent part by part. */
const LINE_FORMATS = new Set(['jsoneachrow', 'jsoncompacteachrow', 'tsv', 'tabseparated', 'csv']);

/** The insert that a request is, when its data can be handed over as bytes; every other statement runs as text. */
export function insertOf(parsed: ParsedRequest): Insert | undefined {
  if (parsed.data === undefined) return undefined;
  const parts = PLAIN_INSERT.exec(parsed.statement)?.groups;
  const format = RAW_FORMATS.find((one) => one.toLowerCase() === parts?.['format']?.toLowerCase());
  const table = parts?.['table'];
  if (table === undefined || format === undefined) return undefined;
  const columns = parts?.['columns']?.split(',').map((name) => name.trim());
  return { table, columns, format: format satisfies RawFormat, data: parsed.data };
}

/** Whether the result can be sent as it comes. */
export function isStreamable(parsed: ParsedRequest): boolean {
  if (parsed.data !== undefined && parsed.data.length > 0) return false;
  const format = NAMED_FORMAT.exec(parsed.statement)?.[1] ?? parsed.scope.defaultFormat;
  return READS.test(parsed.statement) && LINE_FORMATS.has(format.toLowerCase());
}
