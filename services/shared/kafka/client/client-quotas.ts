import { ClientQuotaEntityTypes, ClientQuotaMatchTypes } from '@platformatic/kafka';
import type { KafkaAdmin } from './admin.ts';
import { throwKafkaError } from './client-errors.ts';

/** What a user may take of each broker. The broker slows down who takes more; it refuses nothing. */
export interface ClientQuotas {
  /** Bytes a second that it may write. */
  readonly producer_byte_rate: number;
  /** Of one thread's time, in percent. */
  readonly request_percentage: number;
}

/**
 * Gives a user its quotas, unless it has any: what an operator has set for one user stays, whenever the migration runs
 * again.
 */
export async function giveQuotas(admin: KafkaAdmin, user: string, quotas: ClientQuotas): Promise<void> {
  const entityType = ClientQuotaEntityTypes.USER;
  const found = await admin.client
    .describeClientQuotas({
      components: [{ entityType, matchType: ClientQuotaMatchTypes.EXACT, match: user }],
      strict: true,
    })
    .catch(throwKafkaError);
  if (found.some(({ values }) => values.length > 0)) return;
  const ops = [
    { key: 'producer_byte_rate', value: quotas.producer_byte_rate, remove: false },
    { key: 'request_percentage', value: quotas.request_percentage, remove: false },
  ] as const;
  await admin.client
    .alterClientQuotas({ entries: [{ entities: [{ entityType, entityName: user }], ops: [...ops] }] })
    .catch(throwKafkaError);
}
