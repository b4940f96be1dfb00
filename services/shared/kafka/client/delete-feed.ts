import {
  AclOperations,
  AclPermissionTypes,
  ClientQuotaEntityTypes,
  findErrorBy,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import { toError } from '../../errors.ts';
import type { KafkaAdmin } from './admin.ts';
import { throwKafkaError } from './client-errors.ts';
import { deleteScramUser } from './scram-user.ts';
import { feedTopic } from './topics.ts';

/** Kafka protocol, error code. */
const UNKNOWN_TOPIC = 3;

/**
 * Deletes what `createFeedTopic` and a tenant's Kafka user are: the user, what it may do, its quotas, and the topic with all
 * records in it. What is not there is left out, so that it can be repeated.
 *
 * @throws LmsError `unavailable` while Kafka cannot be reached, `unexpected` when it refuses
 */
export async function deleteFeed(admin: KafkaAdmin, tenant: string): Promise<void> {
  const user = `${tenant}-hr`;
  // First of all whoever writes: a connection that is open lives on, and may do nothing any more.
  await deleteAcls(admin, { principal: `User:${user}` });
  await deleteScramUser(admin, user);
  await admin.client
    .alterClientQuotas({
      entries: [
        {
          entities: [{ entityType: ClientQuotaEntityTypes.USER, entityName: user }],
          ops: [
            { key: 'producer_byte_rate', remove: true },
            { key: 'request_percentage', remove: true },
          ],
        },
      ],
    })
    .catch(throwKafkaError);
  const topic = feedTopic(tenant);
  await deleteAcls(admin, { resourceName: topic });
  if (!(await admin.listTopics()).includes(topic)) return;
  try {
    await admin.client.deleteTopics({ topics: [topic] });
  } catch (error) {
    // Somebody else was quicker.
    if (findErrorBy(toError(error), 'apiCode', UNKNOWN_TOPIC) === null) throwKafkaError(error);
  }
}

/** Those of a user, or of a resource by its own name. */
async function deleteAcls(
  admin: KafkaAdmin,
  { principal = null, resourceName = null }: { principal?: string | null; resourceName?: string | null },
): Promise<void> {
  await admin.client
    .deleteAcls({
      filters: [
        {
          principal,
          resourceName,
          host: null,
          operation: AclOperations.ANY,
          permissionType: AclPermissionTypes.ANY,
          resourceType: resourceName === null ? ResourceTypes.ANY : ResourceTypes.TOPIC,
          resourcePatternType:
            resourceName === null ? ResourcePatternTypes.ANY : ResourcePatternTypes.LITERAL,
        },
      ],
    })
    .catch(throwKafkaError);
}
