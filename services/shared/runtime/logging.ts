import { type Logger, pino } from 'pino';

export type { Logger };

/** A structured logger (JSON lines on standard output). Log ids and tenants, never a person's data or a secret. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.secret'],
  });
}
