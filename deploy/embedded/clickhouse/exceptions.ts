import { messageOf } from '../errors.ts';

/** An error as ClickHouse reports it: its number, its text, and the HTTP status that the number maps to. */
export type Exception = { code: number; text: string; status: number };

/** Numbers with a status of their own, as ClickHouse's HTTP handler maps them; every other one is a 500. */
const STATUS = new Map<number, number>([
  ...each(401, [194]), // required password
  ...each(403, [192, 193, 497, 516]), // unknown user, wrong password, access denied, authentication failed
  // What the statement or its data did wrong: syntax, types, names of settings, unreadable values.
  ...each(
    400,
    [6, 26, 27, 33, 36, 38, 41, 42, 43, 47, 53, 62, 69, 70, 72, 73, 115, 117, 130, 131, 386, 456, 457],
  ),
  ...each(404, [16, 46, 60, 81]), // no such column, function, table, database
  ...each(408, [159]), // time exceeded
  ...each(413, [307, 396]), // too many bytes, too many rows
  ...each(501, [48, 50, 89]), // not implemented, unknown type
]);
/** What ClickHouse answers for an error that carries no number. */
const UNKNOWN_EXCEPTION = 1002;

function each(status: number, codes: number[]): [number, number][] {
  return codes.map((code) => [code, status]);
}

/** Reads the engine's error; one that is ours becomes an unknown exception. */
export function exceptionOf(error: unknown): Exception {
  const message = messageOf(error).trim();
  const code = Number(/^Code: (\d+)\./.exec(message)?.[1] ?? UNKNOWN_EXCEPTION);
  const text =
    code === UNKNOWN_EXCEPTION ? `Code: ${code}. DB::Exception: ${message}. (UNKNOWN_EXCEPTION)` : message;
  return { code, text: `${text}\n`, status: STATUS.get(code) ?? 500 };
}
