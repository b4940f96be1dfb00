import type { ImportView } from '../api/types.ts';

type Delay = NonNullable<ImportView['delayed']>;

/** The servers by what people know of them. */
const SERVERS: Readonly<Record<Delay['by'], string>> = {
  clickhouse: 'the reporting database',
  kafka: 'the message log',
  'object-store': 'the file store',
};

/** Why an import does not move. */
export function describeDelay({ by }: Delay): string {
  return `Delayed: ${SERVERS[by]} is unavailable. Nothing is lost.`;
}
