import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * A structured logger (JSON lines on standard output). Log ids and tenants, never a person's data or a secret. An
 * error goes under `err`.
 *
 * @param onError gets each error that is logged, at whatever level is not silenced
 */
export function createLogger(service: string, level: string, onError?: (error: unknown) => void): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.secret'],
    serializers: { err: serializeError },
    ...(onError === undefined ? {} : { hooks: { logMethod: reportingTo(onError) } }),
  });
}

type LogMethod = (this: Logger, args: [unknown, ...unknown[]], method: (...args: unknown[]) => void) => void;

function reportingTo(onError: (error: unknown) => void): LogMethod {
  return function (args, method) {
    const [context] = args;
    if (typeof context === 'object' && context !== null && 'err' in context) onError(context.err);
    method.apply(this, args);
  };
}

/** How deep causes are logged; deeper ones come from inside a client and explain nothing. */
const CAUSES = 5;

/**
 * An error as it is logged: its class, code, words and where it was thrown, and its causes. Everything else that
 * libraries hang on their errors is left out: PostgreSQL's `detail` quotes the row, ClickHouse's and HTTP clients'
 * the request, and with it names, and passwords in addresses.
 */
export function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error))
    return typeof error === 'object' ? 'an object that is no error' : String(error);
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: name,
    ...(code === undefined ? {} : { code }),
    message: withoutPasswords(message),
    ...(depth === 0 && stack !== undefined ? { stack: withoutPasswords(stack) } : {}),
    ...(cause === undefined || depth >= CAUSES ? {} : { cause: serializeError(cause, depth + 1) }),
    ...(error instanceof AggregateError && depth < CAUSES
      ? { errors: error.errors.map((one) => serializeError(one, depth + 1)) }
      : {}),
  };
}

/** The user and password in an address that an error quotes. */
function withoutPasswords(text: string): string {
  return text.replaceAll(/(\w:\/\/)[^\s/@]+@/g, '$1…@');
}
