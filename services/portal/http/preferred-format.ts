import type { Request } from 'express';

/** What a client takes rather; JSON also for one that takes anything. */
export function preferredFormat(request: Request): 'json' | 'csv' {
  return request.accepts(['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json';
}
