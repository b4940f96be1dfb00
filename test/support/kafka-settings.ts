import { type KafkaSettings, kafkaSettings } from '#shared/config.ts';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { serviceEnvironment } from './credentials.ts';
import { endpoints } from './product.ts';

/** What a service is given to sign in as the broker's super user. */
export function adminSettings(): KafkaSettings {
  return settingsOf('admin');
}

/** The same for any user: a service by its own settings, another by endpoints.json. */
export function settingsOf(user: string): KafkaSettings {
  const { brokers, securityProtocol, users } = endpoints().kafka;
  return kafkaSettings.parse({
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_SECURITY_PROTOCOL: securityProtocol,
    KAFKA_USERNAME: user,
    KAFKA_PASSWORD: users[user]?.password ?? serviceEnvironment(user)['KAFKA_PASSWORD'],
  });
}

/** The product's own administration of topics, signed in as super user; closed at the end of the block that uses it. */
export function adminClient(): KafkaAdmin & AsyncDisposable {
  const admin = createKafkaAdmin(adminSettings(), 'test', createLogger('test', 'silent'));
  return { ...admin, [Symbol.asyncDispose]: () => admin.close() };
}
