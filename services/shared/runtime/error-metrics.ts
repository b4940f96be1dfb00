import { ClickHouseError } from '@clickhouse/client';
import pg from 'pg';
import { Counter, type Registry } from 'prom-client';
import { LmsError } from '../errors.ts';

/** Where an error came from: a server that answered with it, a server that could not be reached, or our own code. */
export type ErrorSource =
  | 'postgres'
  | 'clickhouse'
  | 'object-store'
  | 'kafka'
  | 'registry'
  | 'identity'
  | 'connection'
  | 'service';

/**
 * Counts the errors a service logs by where they came from; to be given to `createLogger`. Whoever meets an error logs
 * it, those that are tried again included, so nothing is counted where it happens.
 */
export function countErrors(registry: Registry, service: string): (error: unknown) => void {
  const errors = new Counter({
    name: `lms_${service}_errors_total`,
    help: 'Errors logged, by where they came from; most are tried again.',
    labelNames: ['source'],
    registers: [registry],
  });
  return (error) => errors.inc({ source: sourceOf(error) });
}

export function sourceOf(error: unknown): ErrorSource {
  if (error instanceof pg.DatabaseError) return 'postgres';
  if (error instanceof ClickHouseError) return 'clickhouse';
  if (error instanceof LmsError) return error.server ?? sourceOfCause(error);
  return isSystemError(error) ? 'connection' : 'service';
}

function sourceOfCause(error: LmsError): ErrorSource {
  return error.cause === undefined ? 'service' : sourceOf(error.cause);
}

/** What Node's sockets and name look-ups throw has a code in capitals. */
function isSystemError(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isSystemError);
  return error instanceof Error && 'code' in error && /^E[A-Z_]+$/.test(String(error.code));
}
