import type { Base } from '@platformatic/kafka';
import { LmsError } from '../../errors.ts';
import { throwKafkaError } from '../client/client-errors.ts';

/** A request of Kafka's protocol in the one version that we write. */
export interface ApiVersion {
  /** As the protocol's documentation calls it. */
  readonly name: string;
  readonly key: number;
  readonly version: number;
}

/**
 * Checks that the brokers support the requests whose versions the client library does not negotiate. A broker that does
 * not support one closes the connection, or refuses every batch, without saying why.
 *
 * @throws LmsError `configuration` naming the request and the versions, `unavailable` while no broker answers
 */
export async function checkApiVersions(client: Base, needed: readonly ApiVersion[]): Promise<void> {
  const supported = await client.listApis().catch(throwKafkaError);
  const problems = needed.flatMap(({ name, key, version }) => {
    const api = supported.find(({ apiKey }) => apiKey === key);
    if (api === undefined) return [`${name} version ${version}, and the broker has no ${name}`];
    const { minVersion, maxVersion } = api;
    if (version >= minVersion && version <= maxVersion) return [];
    return [`${name} version ${version}, and the broker takes ${minVersion} to ${maxVersion}`];
  });
  if (problems.length === 0) return;
  throw new LmsError(
    'configuration',
    `The Kafka brokers do not support this product: it sends ${problems.join('; ')}. ` +
      'Use brokers of Kafka 4 (deploy/README.md)',
    { server: 'kafka' },
  );
}
