import { type KafkaSettings, kafkaSettings } from '#shared/config.ts';
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
