import { type KafkaSettings, kafkaSettings } from '#shared/config.ts';
import { endpoints } from './product.ts';

/** What a service is given to sign in as the broker's super user. */
export function adminSettings(): KafkaSettings {
  const { brokers, securityProtocol, users } = endpoints().kafka;
  return kafkaSettings.parse({
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_SECURITY_PROTOCOL: securityProtocol,
    KAFKA_USERNAME: users['admin']?.username,
    KAFKA_PASSWORD: users['admin']?.password,
  });
}
