import type { Insert, Scope } from './engine.ts';

/** `INSERT INTO [TABLE] [database.]table [(columns)] FORMAT name`, with nothing behind: the body is the data. */
const PLAIN_INSERT =
  /^\s*INSERT\s+INTO\s+(?:TABLE\s+)?(?<table>[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)?)\s*(?:\((?<columns>[\w\s,]+)\))?\s*FORMAT\s+(?<format>\w+)\s*;?\s*$/i;
const NAMED_FORMAT = /\bFORMAT\s+(\w+)\s*(?:\bSETTINGS\b[\s\S]*)?;?\s*$/i;
const READS = /^\s*(?:SELECT|WITH)\b/i;
/** Formats of one line a row and no header: results in these can be sent part by part. */
const LINE_FORMATS = new Set(['jsoneachrow', 'jsoncompacteachrow', 'tsv', 'tabseparated', 'csv']);

/** What a statement inserts, when its data is all that follows it; every other statement runs as text. */
export function insertOf(statement: string): Insert | undefined {
  const { table, columns, format } = PLAIN_INSERT.exec(statement)?.groups ?? {};
  if (table === undefined || format === undefined) return undefined;
  return { table, columns: columns?.split(',').map((name) => name.trim()), format };
}

/** Whether a statement's result can be sent as it comes. */
export function isStreamable(statement: string, scope: Pick<Scope, 'defaultFormat'>): boolean {
  return READS.test(statement) && LINE_FORMATS.has(formatOf(statement, scope).toLowerCase());
}

/** The format of a statement's result. */
export function formatOf(statement: string, scope: Pick<Scope, 'defaultFormat'>): string {
  return NAMED_FORMAT.exec(statement)?.[1] ?? scope.defaultFormat;
}
